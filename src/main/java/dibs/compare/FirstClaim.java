package dibs.compare;

import java.util.concurrent.atomic.AtomicBoolean;

/** One claim of one user, by which a campaign with room for one is sold out. Thread-safe. */
final class FirstClaim implements Load, Load.Claim {
    private final String campaign;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile Outcome told;
    private volatile Throwable failure;

    FirstClaim(String campaign) {
        this.campaign = campaign;
    }

    /** Throws if it did not get the grant. */
    void requireGranted() {
        if (told != Outcome.GRANTED) {
            throw new CompareFailure(
                    "the first claim of " + campaign + " was told " + told + (failure == null ? "" : ": " + failure),
                    failure);
        }
    }

    @Override
    public int inFlight() {
        return 1;
    }

    @Override
    public Claim next() {
        return taken.getAndSet(true) ? null : this;
    }

    @Override
    public Claim poll() {
        return next();
    }

    @Override
    public String campaign() {
        return campaign;
    }

    @Override
    public String user() {
        return "first";
    }

    @Override
    public void answered(Outcome outcome, long rank) {
        told = outcome;
    }

    @Override
    public void failed(Throwable why) {
        failure = why;
    }
}
