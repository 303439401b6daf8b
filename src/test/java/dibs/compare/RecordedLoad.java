package dibs.compare;

import dibs.compare.Contender.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Claims of given users in their order, and all that was answered. Thread-safe. */
public final class RecordedLoad implements Load {
    private final String campaign;
    private final List<String> users;
    private final int inFlight;
    private final Semaphore free;
    private final AtomicInteger taken = new AtomicInteger();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final int deedAt;
    private final Runnable deed;

    public RecordedLoad(String campaign, List<String> users, int inFlight) {
        this(campaign, users, inFlight, 0, () -> {});
    }

    /** Something happens once so many claims are answered, in a thread that makes claims. */
    public RecordedLoad(String campaign, List<String> users, int inFlight, int deedAt, Runnable deed) {
        this.campaign = campaign;
        this.users = users;
        this.inFlight = inFlight;
        this.free = new Semaphore(inFlight);
        this.deedAt = deedAt;
        this.deed = deed;
    }

    /** Each of so many users so many times in a row, so that many claims of one user are under way at once. */
    public static List<String> users(int users, int times) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < users * times; i++) {
            all.add("u-" + i / times);
        }
        return all;
    }

    public record Told(String user, Outcome outcome, long rank) {
        @Override
        public String toString() {
            return user + " " + outcome + " " + rank;
        }
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public Claim next() throws InterruptedException {
        free.acquire();
        return take();
    }

    @Override
    public Claim poll() {
        return free.tryAcquire() ? take() : null;
    }

    private Claim take() {
        int number = taken.getAndIncrement();
        if (number >= users.size()) {
            free.release();
            return null;
        }
        return new OneClaim(campaign, users.get(number));
    }

    public List<Told> told() {
        return List.copyOf(told);
    }

    /** Users who were told this. */
    public Set<String> users(Outcome outcome) {
        return told.stream()
                .filter(each -> each.outcome() == outcome)
                .map(Told::user)
                .collect(Collectors.toSet());
    }

    public long count(Outcome outcome) {
        return told.stream().filter(each -> each.outcome() == outcome).count();
    }

    public int failures() {
        return failures.get();
    }

    /** Users who were told of a grant that is not stored. */
    public Set<String> lost(List<Grant> stored) {
        Set<String> lost = users(Outcome.GRANTED);
        lost.addAll(users(Outcome.REPEATED));
        stored.forEach(grant -> lost.remove(grant.user()));
        return lost;
    }

    /** Whether each user is there once, with the ranks from 1 without a gap. */
    public static boolean isGapFree(List<Grant> stored) {
        Set<Long> ranks = stored.stream().map(Grant::rank).collect(Collectors.toSet());
        Set<String> users = stored.stream().map(Grant::user).collect(Collectors.toSet());
        return users.size() == stored.size()
                && ranks.equals(LongStream.rangeClosed(1, stored.size()).boxed().collect(Collectors.toSet()));
    }

    private final class OneClaim implements Claim {
        private final String campaign;
        private final String user;

        OneClaim(String campaign, String user) {
            this.campaign = campaign;
            this.user = user;
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
            told.add(new Told(user, outcome, rank));
            done();
        }

        @Override
        public void failed(Throwable why) {
            failures.incrementAndGet();
            done();
        }

        private void done() {
            if (done.incrementAndGet() == deedAt) {
                deed.run();
            }
            free.release();
        }
    }
}
