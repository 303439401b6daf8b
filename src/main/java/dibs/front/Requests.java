package dibs.front;

import dibs.campaign.Decision;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.front.Refusals.Reason;
import dibs.stream.ReplyAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Publishes a request and waits for its decision. Thread-safe. */
final class Requests {
    private final Publisher publisher;
    private final PendingReplies replies;
    private final Refusals refusals;
    private volatile boolean closed;

    Requests(Publisher publisher, PendingReplies replies, Refusals refusals) {
        this.publisher = publisher;
        this.replies = replies;
        this.refusals = refusals;
    }

    /** Hands a request over; see {@link RequestPublisher#publish}. */
    interface Publisher {
        boolean publish(String campaign, Request request, ReplyAddress replyTo, Consumer<Position> onPosition);
    }

    /**
     * What became of a request.
     *
     * @param decision null if none came in time; it may still be decided
     * @param position of the request where the log has confirmed it and no decision came, else null
     */
    record Outcome(Decision decision, Position position) {}

    /** Throws a problem where the request was not handed to the log, and only then. */
    CompletableFuture<Outcome> submit(String campaign, Request request) {
        if (closed) {
            throw Problem.unavailable("this instance is stopping; send it again");
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
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
