package dibs.front;

import dibs.campaign.Request.Claim;
import dibs.front.Refusals.Reason;
import java.util.concurrent.CompletableFuture;

/** Whether a claim is taken: of this user, and behind those that wait for its partition. Operators need not ask. Thread-safe. */
final class Admission {
    private final RateLimit users;
    private final ClaimQueues queues;
    private final Refusals refusals;

    Admission(RateLimit users, ClaimQueues queues, Refusals refusals) {
        this.users = users;
        this.queues = queues;
        this.refusals = refusals;
    }

    /** Throws a problem where this user claims too often. */
    void requireModest(Claim claim) {
        if (!users.allows(claim.user())) {
            throw refusals.count(Reason.USER_RATE);
        }
    }

    /** Throws a problem where claims wait too long for this partition. */
    void requireFlowing(int partition) {
        if (queues.waitTooLong(partition)) {
            throw refusals.count(Reason.WAIT);
        }
    }

    /** Puts a claim behind the others of its partition, until {@code answer} is complete. */
    void queue(int partition, CompletableFuture<?> answer) {
        queues.add(partition, answer);
    }
}
