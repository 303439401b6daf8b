package dibs.compare;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Too many users for too little room, each of them three times: twice at once, and once more when all others have been.
 *
 * <p>When half of the room has been given away (or half of the claims made), somebody is told, who kills whatever
 * decides. From the first claim that fails then until it is back no further claim is made, as they would all fail.
 * Thread-safe.
 */
final class ContestedLoad implements Load {
    /** Of so many users one can be granted. */
    static final int USERS_FOR_EACH_GRANT = 5;

    private static final int TIMES = 3;

    private final String campaign;
    private final int users;
    private final long room;
    private final Semaphore free;
    private final int inFlight;
    private final Runnable halfWay;
    private final AtomicLong taken = new AtomicLong();
    private final LongAdder failed = new LongAdder();
    private final AtomicLong granted = new AtomicLong();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private boolean killed;
    private boolean away;
    private boolean back;

    /**
     * For one campaign.
     *
     * @param halfWay called once, by a thread that makes claims: it must not wait
     */
    ContestedLoad(String campaign, int users, int inFlight, Runnable halfWay) {
        this.campaign = campaign;
        this.users = users;
        this.room = room(users);
        this.inFlight = inFlight;
        this.free = new Semaphore(inFlight);
        this.halfWay = halfWay;
    }

    static long room(int users) {
        return Math.max(1, users / USERS_FOR_EACH_GRANT);
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public Claim next() throws InterruptedException {
        free.acquire();
        awaitBack();
        return take();
    }

    @Override
    public Claim poll() {
        synchronized (this) {
            if (away || !free.tryAcquire()) {
                return null;
            }
        }
        return take();
    }

    private Claim take() {
        long number = taken.getAndIncrement();
        if (number >= (long) TIMES * users) {
            free.release();
            return null;
        }
        killAtHalf(number);
        long user = number < 2L * users ? number / 2 : number - 2L * users;
        return new OneClaim("u-" + user);
    }

    private void killAtHalf(long number) {
        boolean half = 2 * granted.get() >= room || 2 * number >= (long) TIMES * users;
        synchronized (this) {
            if (!half || killed) {
                return;
            }
            killed = true;
        }
        halfWay.run();
    }

    private synchronized void awaitBack() throws InterruptedException {
        while (away) {
            wait();
        }
    }

    private synchronized void gone() {
        away = killed && !back;
    }

    /** It decides again, or never will. */
    synchronized void back() {
        back = true;
        away = false;
        notifyAll();
    }

    /** Users who were told that they have a grant. */
    Set<String> told() {
        return told;
    }

    long failures() {
        return failed.sum();
    }

    private final class OneClaim implements Claim {
        private final String user;

        OneClaim(String user) {
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
            if (outcome != Outcome.SOLD_OUT) {
                told.add(user);
            }
            if (outcome == Outcome.GRANTED) {
                granted.incrementAndGet();
            }
            free.release();
        }

        @Override
        public void failed(Throwable why) {
            failed.increment();
            gone();
            free.release();
        }
    }
}
