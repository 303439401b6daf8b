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

    /** Stops if the log would not be continued where the state ends, before any request is seen. */
    void takeOver() {
        OptionalLong committed = log.committed(partition);
        if (committed.isEmpty()) {
            throw parted("nowhere", "the group's offset is gone");
        }
        long next = committed.getAsLong();
        if (next <= applied) {
            throw parted(partition + ":" + next, "the state is ahead; requests would be decided a second time");
        }
        long end = log.end(partition);
        if (end < next) {
            throw parted(partition + ":" + next, "but it ends at " + partition + ":" + end + ", as if it were another");
        }
        refuseSkipping(next);
    }

    /** Accepts the request at {@code offset} as the next one, or stops. */
    void accept(long offset) {
        if (offset <= applied) {
            throw parted(partition + ":" + offset, "the state is ahead; it would decide requests a second time");
        }
        if (!firstSeen && offset != applied + 1) {
            refuseSkipping(offset);
        }
        firstSeen = true;
        applied = offset;
    }

    private void refuseSkipping(long next) {
        OptionalLong first = next == applied + 1 ? OptionalLong.empty() : log.firstAtOrAfter(partition, applied + 1);
        if (first.isPresent() && first.getAsLong() < next) {
            throw parted(
                    partition + ":" + next,
                    "the request at " + partition + ":" + first.getAsLong() + " would be skipped");
        }
    }

    private StartFailure parted(String next, String consequence) {
        String held = applied < 0 ? "nothing yet" : "everything up to " + partition + ":" + applied;
        return new StartFailure("state and log have parted on " + topic + ": the state of partition " + partition
                + " holds " + held + ", the log continues at " + next + "; " + consequence
                + ". Put back the committed offsets, changelogs and topics that belong together.");
    }
}
