package dibs.front;

import java.time.Duration;

/** How often something happened within the last span of time, exact to a sixteenth of it. Thread-safe. */
final class RecentCount {
    private static final int SLOTS = 16;

    private final long slotNanos;
    private final int[] counts = new int[SLOTS];
    private long slot = Long.MIN_VALUE;
    private int sum;

    RecentCount(Duration span) {
        this.slotNanos = Math.max(1, span.toNanos() / SLOTS);
    }

    /** Once, at {@code now} as {@link System#nanoTime()} counts. */
    synchronized void add(long now) {
        turn(now);
        counts[(int) Math.floorMod(slot, (long) SLOTS)]++;
        sum++;
    }

    synchronized int count(long now) {
        turn(now);
        return sum;
    }

    /** Forgets what is too old. Threads may come with times that are a little older than each other's. */
    private void turn(long now) {
        long current = Math.floorDiv(now, slotNanos);
        for (long old = Math.max(slot + 1, current - SLOTS + 1); old <= current; old++) {
            int index = (int) Math.floorMod(old, (long) SLOTS);
            sum -= counts[index];
            counts[index] = 0;
        }
        slot = Math.max(slot, current);
    }
}
