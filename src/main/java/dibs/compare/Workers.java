package dibs.compare;

import dibs.compare.Load.Claim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that take claims, have them decided and tell their users, until the load has no more.
 *
 * <p>A claim that fails is not tried again: that is its user's to do. Thread-safe.
 */
public final class Workers {
    private Workers() {}

    /** Decides claims for many threads at once. */
    public interface Desk {
        Answer decide(Claim claim) throws Exception;

        /** Waits after a failure until claims are decided again: all that are made before that fail too. */
        default void recover(Claim failed) {}
    }

    /** As {@link Desk}, but claims that are there at the same time share a way. */
    public interface BatchDesk {
        /** One answer for each claim, in their order. */
        List<Answer> decide(List<Claim> claims) throws Exception;

        default void recover(Claim failed) {}
    }

    public static void oneByOne(Load load, int threads, Desk desk) throws Exception {
        run(threads, () -> {
            for (Claim claim = load.next(); claim != null; claim = load.next()) {
                decide(claim, desk);
            }
            return null;
        });
    }

    private static void decide(Claim claim, Desk desk) throws InterruptedException {
        Answer answer;
        try {
            answer = desk.decide(claim);
        } catch (InterruptedException e) {
            claim.failed(e);
            throw e;
        } catch (Exception e) {
            claim.failed(e);
            desk.recover(claim);
            return;
        }
        claim.answered(answer.outcome(), answer.rank());
    }

    /** With at most so many claims in one batch. */
    public static void inBatches(Load load, int threads, int most, BatchDesk desk) throws Exception {
        run(threads, () -> {
            for (Claim claim = load.next(); claim != null; claim = load.next()) {
                decide(gather(claim, load, most), desk);
            }
            return null;
        });
    }

    /** Waits for none: a batch is what came while the one before was decided. */
    private static List<Claim> gather(Claim first, Load load, int most) {
        List<Claim> claims = new ArrayList<>();
        for (Claim claim = first; claim != null; claim = claims.size() < most ? load.poll() : null) {
            claims.add(claim);
        }
        return claims;
    }

    private static void decide(List<Claim> claims, BatchDesk desk) throws InterruptedException {
        List<Answer> answers;
        try {
            answers = desk.decide(claims);
        } catch (InterruptedException e) {
            claims.forEach(claim -> claim.failed(e));
            throw e;
        } catch (Exception e) {
            claims.forEach(claim -> claim.failed(e));
            desk.recover(claims.get(0));
            return;
        }
        for (int i = 0; i < claims.size(); i++) {
            claims.get(i).answered(answers.get(i).outcome(), answers.get(i).rank());
        }
    }

    private static void run(int threads, Callable<Void> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> done : pool.invokeAll(Collections.nCopies(threads, work))) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
