package dibs.compare;

/**
 * Claims that are to be made, as fast as answers come or at a rate. A contender takes them from as many threads, and
 * with as many under way, as its users would. Thread-safe.
 */
public interface Load {

    /** How many claims may be under way at once, the same for every contender. */
    int inFlight();

    /**
     * The next claim, once it is due and fewer than {@link #inFlight} are under way; null when no more are to be made.
     * Every claim that is taken is answered or fails.
     */
    Claim next() throws InterruptedException;

    /** As {@link #next()}, but null at once if there is none yet: for clients that gather what is there. */
    Claim poll();

    /** One user's claim. Its latency counts from when it was due, not from when it was taken. */
    interface Claim {
        String campaign();

        String user();

        /**
         * The user is told.
         *
         * @param rank the grant's, from 1; 0 without grant or where the contender has no ranks
         */
        void answered(Outcome outcome, long rank);

        /** The user learns nothing, or that it failed. */
        void failed(Throwable why);
    }

    /** What a user is told. */
    enum Outcome {
        GRANTED,
        REPEATED,
        SOLD_OUT
    }
}
