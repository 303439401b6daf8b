package dibs.e2e;

/** How often a test of faults repeats: a few times in every build, many in {@code mvn verify -Pproof}. */
public final class Proof {
    private Proof() {}

    public static int times(int always, int inProof) {
        return Boolean.getBoolean("dibs.proof") ? inProof : always;
    }
}
