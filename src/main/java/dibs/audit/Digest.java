package dibs.audit;

import java.nio.charset.StandardCharsets;

/**
 * Digests of 64 bits, salted so that nobody can choose two texts with the same one: two rounds of multiply and shift
 * for every byte, and the finish of SplitMix64 (Steele, Lea, Flood 2014). Stateless and thread-safe.
 */
final class Digest {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Digest() {}

    static long of(byte[] bytes, long salt) {
        long digest = salt + bytes.length * STEP;
        for (byte each : bytes) {
            digest = (digest ^ each) * 0xBF58476D1CE4E5B9L;
            digest ^= digest >>> 32;
        }
        return finish(digest);
    }

    /** Of what a grant says besides user, amount, rank and position. */
    static long of(String requestId, String decidedAt, long salt) {
        long first = of(requestId.getBytes(StandardCharsets.UTF_8), salt);
        return of(decidedAt.getBytes(StandardCharsets.UTF_8), first);
    }

    private static long finish(long digest) {
        long mixed = (digest ^ (digest >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
