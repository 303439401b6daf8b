package dibs.compare;

import dibs.compare.Load.Claim;
import dibs.compare.Load.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A contender without servers, and with the faults it is told to have. A kill takes nothing from it, but lasts
 * until a claim fails. Thread-safe.
 */
final class InMemory implements Contender {
    private static final int THREADS = 4;

    private final Faults faults;
    private final Map<String, Long> rooms = new HashMap<>();
    private final Map<String, Long> ranks = new HashMap<>();
    private final List<Grant> stored = new ArrayList<>();
    private String campaign;
    private boolean away;
    private boolean failed;

    /**
     * How often it does each wrong.
     *
     * @param over grants beyond the room
     * @param twice grants of users who have one
     * @param lost grants that are told and not stored
     * @param gaps ranks that are skipped
     */
    record Faults(int over, int twice, int lost, int gaps) {
        static final Faults NONE = new Faults(0, 0, 0, 0);
    }

    InMemory(Faults faults) {
        this.faults = faults;
    }

    @Override
    public synchronized void open(String campaign, long grants) {
        this.campaign = campaign;
        rooms.put(campaign, grants);
        ranks.clear();
        stored.clear();
    }

    @Override
    public void run(Load load) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(() -> claim(load)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void claim(Load load) {
        try {
            for (Claim claim = load.next(); claim != null; claim = load.next()) {
                claim(claim);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void claim(Claim claim) {
        if (away) {
            failed = true;
            claim.failed(new IllegalStateException("killed"));
        } else if (ranks.containsKey(claim.user())) {
            claim.answered(Outcome.REPEATED, ranks.get(claim.user()));
        } else if (ranks.size() < rooms.get(claim.campaign()) + faults.over()) {
            claim.answered(Outcome.GRANTED, grant(claim.user()));
        } else {
            claim.answered(Outcome.SOLD_OUT, 0);
        }
    }

    private long grant(String user) {
        int before = ranks.size();
        long rank = before + 1L + (before < faults.gaps() ? before : faults.gaps());
        ranks.put(user, rank);
        if (before >= faults.lost()) {
            stored.add(new Grant(user, rank));
        }
        return rank;
    }

    @Override
    public synchronized List<Grant> grants(String campaign) {
        List<Grant> all = new ArrayList<>(stored);
        all.addAll(stored.subList(0, faults.twice()));
        return campaign.equals(this.campaign) ? all : List.of();
    }

    @Override
    public synchronized void killAndRestart() throws InterruptedException {
        away = true;
        failed = false;
        for (int i = 0; i < 500 && !failed; i++) {
            wait(10);
        }
        away = false;
    }

    @Override
    public void close() {}
}
