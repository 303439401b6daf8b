package dibs.rush;

import java.util.concurrent.CompletableFuture;

/** Where claims go: over HTTP, or straight to the topic. Thread-safe. */
public interface Target extends AutoCloseable {

    /** Opens a campaign; throws {@link RushFailure} if it is not new. */
    void open(String campaign, long budget, long reward);

    /** Sends one attempt; completes exceptionally if no answer comes. */
    CompletableFuture<Heard> attempt(Ask ask);

    /** Points that could be granted by now: the budget with all top-ups, and what reversals gave back. */
    long grantable(String campaign, long reward);

    /** For people: how and where. */
    String name();

    @Override
    void close();
}
