package dibs.stream;

import java.util.OptionalLong;

/**
 * Stops the decider when its state and its place on the log have parted: expired or reset group offsets, a recreated
 * changelog or request topic, state put back from a copy. Deciding on would pay twice or lose requests.
 *
 * <p>Used by one thread.
 */
final class OffsetGuard {
    private final String topic;
    private final int partition;
    private final InputLog log;
    private long applied;
    private boolean firstSeen;

    /** Guards a partition whose state holds everything up to offset {@code applied}; -1: nothing yet. */
    OffsetGuard(String topic, int partition, long applied, InputLog log) {
        this.topic = topic;
        this.partition = partition;
        this.applied = applied;
        this.log = log;
    }

    /** Accepts the request at {@code offset} as the next one, or stops. */
    void accept(long offset) {
        if (offset <= applied) {
            throw parted(offset, "the state is ahead of the log position; it would decide requests a second time");
        }
        if (!firstSeen && offset != applied + 1) {
            OptionalLong next = log.firstAtOrAfter(partition, applied + 1);
            if (next.isPresent() && next.getAsLong() != offset) {
                throw parted(offset, "the request at " + partition + ":" + next.getAsLong() + " would be skipped");
            }
        }
        firstSeen = true;
        applied = offset;
    }

    private StartFailure parted(long offset, String consequence) {
        return new StartFailure("state and log have parted on " + topic + ": the state holds everything up to "
                + partition + ":" + applied + ", the log continues at " + partition + ":" + offset + "; " + consequence
                + ". Put back the committed offsets, changelogs and topics that belong together.");
    }
}
