package dibs.compare;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Claims of one campaign for some time, each user once, and how long their answers took.
 *
 * <p>The closed loop makes a claim as soon as fewer than the agreed number are under way. The open loop keeps to its
 * schedule whatever the answers do: a claim is due when it is due, and its latency counts from then, also where it had
 * to wait for others to be answered (no coordinated omission). Times are nanoseconds; thread-safe.
 */
final class MeasuredLoad implements Load {
    private static final long LARGEST_MICROS = 600_000_000;
    private static final int DIGITS = 3;
    private static final int LONGEST_SECONDS = 60;

    private final String campaign;
    private final int inFlight;
    private final Outcome expected;
    private final double interval;
    private final long begin = System.nanoTime();
    private final long end;
    private final long cpuBegin = cpuNanos();

    private final Semaphore free;
    private final AtomicLong taken = new AtomicLong();
    private final LongAdder inTime = new LongAdder();
    private final LongAdder other = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Throwable failure;
    private final ConcurrentHistogram micros = new ConcurrentHistogram(LARGEST_MICROS, DIGITS);

    /**
     * Begins now.
     *
     * @param rate claims a second; 0: closed loop
     * @param expected what every user should be told
     */
    MeasuredLoad(String campaign, int inFlight, double rate, double seconds, Outcome expected) {
        this.campaign = campaign;
        this.inFlight = inFlight;
        this.expected = expected;
        this.interval = rate == 0 ? 0 : 1e9 / rate;
        this.end = begin + (long) (seconds * 1e9);
        this.free = new Semaphore(inFlight);
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public Claim next() throws InterruptedException {
        free.acquire();
        long number = taken.getAndIncrement();
        long due = due(number);
        if (due - end >= 0) {
            free.release();
            return null;
        }
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
        return new OneClaim(number, due);
    }

    @Override
    public Claim poll() {
        if (!free.tryAcquire()) {
            return null;
        }
        while (true) {
            long number = taken.get();
            long now = System.nanoTime();
            long due = interval == 0 ? now : due(number);
            if (due - now > 0 || due - end >= 0) {
                free.release();
                return null;
            }
            if (taken.compareAndSet(number, number + 1)) {
                return new OneClaim(number, due);
            }
        }
    }

    private long due(long number) {
        return interval == 0 ? System.nanoTime() : begin + (long) (number * interval);
    }

    /** What all threads of this process have computed so far. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** What came of it, once the contender has run it and every claim it took is answered or failed. */
    Figure figure() throws InterruptedException {
        if (!free.tryAcquire(inFlight, LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new CompareFailure("claims of " + campaign + " were never answered");
        }
        return new Figure(
                inTime.sum() * 1e9 / (end - begin),
                interval == 0 ? 0 : 1e9 / interval,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                (cpuNanos() - cpuBegin) / (double) (System.nanoTime() - begin),
                micros.getTotalCount(),
                other.sum(),
                failed.sum(),
                failure == null ? null : failure.toString());
    }

    private final class OneClaim implements Claim {
        private final String user;
        private final long due;

        OneClaim(long number, long due) {
            this.user = "u-" + number;
            this.due = due;
        }

        @Override
        public String campaign() {
            return campaign;
        }

        @Override
        public String user() {
            return user;
        }

        @Override
        public void answered(Outcome outcome, long rank) {
            long now = System.nanoTime();
            micros.recordValue(Math.min(LARGEST_MICROS, (now - due) / 1_000));
            if (outcome != expected) {
                other.increment();
            } else if (now - end <= 0) {
                inTime.increment();
            }
            free.release();
        }

        @Override
        public void failed(Throwable why) {
            failure = why;
            failed.increment();
            free.release();
        }
    }
}
