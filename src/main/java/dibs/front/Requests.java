package dibs.front;

import dibs.campaign.Decision;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.campaign.Request.Claim;
import dibs.front.Refusals.Reason;
import dibs.stream.ReplyAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Publishes a request and waits for its decision. Thread-safe. */
final class Requests {
    private final RequestPublisher publisher;
    private final PendingReplies replies;
    private final ClaimQueues queues;
    private final RateLimit users;
    private final Refusals refusals;
    private volatile boolean closed;

    Requests(
            RequestPublisher publisher,
            PendingReplies replies,
            ClaimQueues queues,
            RateLimit users,
            Refusals refusals) {
        this.publisher = publisher;
        this.replies = replies;
        this.queues = queues;
        this.users = users;
        this.refusals = refusals;
    }

    /**
     * What became of a request.
     *
     * @param decision null if none came in time; it may still be decided
     * @param position of the request where the log has confirmed it and no decision came, else null
     */
    record Outcome(Decision decision, Position position) {}

    /** The same as {@link #submit}, unless claims are too many; operators need not wait for that. */
    CompletableFuture<Outcome> claim(String campaign, Claim claim) {
        if (!users.allows(claim.user())) {
            throw refusals.count(Reason.USER_RATE);
        }
        int home = publisher.home(campaign);
        if (queues.waitTooLong(home)) {
            throw refusals.count(Reason.WAIT);
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        CompletableFuture<Outcome> outcome = submit(campaign, claim, decision);
        queues.add(home, decision);
        return outcome;
    }

    /** Throws a problem where the request was not handed to the log, and only then. */
    CompletableFuture<Outcome> submit(String campaign, Request request) {
        return submit(campaign, request, new CompletableFuture<>());
    }

    private CompletableFuture<Outcome> submit(String campaign, Request request, CompletableFuture<Decision> decision) {
        if (closed) {
            throw Problem.unavailable("this instance is stopping; send it again");
        }
        ReplyAddress address = replies.begin(decision);
        AtomicReference<Position> position = new AtomicReference<>();
        if (!publisher.publish(campaign, request, address, position::set)) {
            replies.forget(address);
            throw refusals.count(Reason.LOG);
        }
        return decision.thenApply(d -> new Outcome(d, position.get()));
    }

    /** From now on nothing is taken any more. */
    void close() {
        closed = true;
    }

    int underWay() {
        return replies.underWay();
    }
}
