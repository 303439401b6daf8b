package dibs.front;

import dibs.campaign.Request.Claim;
import dibs.front.Refusals.Reason;
import java.util.concurrent.CompletableFuture;

/** Takes claims: not too many of one user, and each behind those that wait for its partition. Thread-safe. */
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

    /** Throws a problem where too many claims wait for the partition: {@link LateClaims} lets pass who may need no room. */
    void requireRoom(int partition) {
        ClaimQueue queue = queues.of(partition);
        if (queue.isFull()) {
            queue.refuse();
            throw refusals.count(Reason.WAIT);
        }
    }

    /** Puts a claim behind the others of its partition, until it is known whether the log {@code decided} it. */
    void queue(int partition, CompletableFuture<Boolean> decided) {
        ClaimQueue queue = queues.of(partition);
        queue.join();
        var unused = decided.whenComplete((known, failure) -> queue.leave(failure == null && known));
    }
}
