package dibs.ledger;

/**
 * What an owner believes about its partition: the epoch it holds it under, and how far the ledger is.
 *
 * <p>Immutable. Offsets have gaps (transaction markers), so {@code nextOffset} is where to read on and may be more than
 * {@code lastOffset + 1}. {@code lastOffset} is -1 and {@code lastDigest} null before the first record.
 */
record Ownership(int partition, long epoch, long nextOffset, long lastOffset, String lastDigest) {
    static final long NONE = -1;

    /** Where to start reading: the last record once more, to see that the topic is still the same. */
    long resumeAt() {
        return lastOffset == NONE ? nextOffset : lastOffset;
    }

    Ownership movedTo(long next, long last, String digest) {
        return new Ownership(partition, epoch, next, last, digest);
    }
}
