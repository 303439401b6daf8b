package dibs.rush;

import java.util.concurrent.CompletableFuture;

/** Where claims go: over HTTP, or straight to the topic. Thread-safe. */
public interface Target extends AutoCloseable {

    /** Opens a campaign; throws {@link RushFailure} if it is not new. */
    void open(String campaign, long budget, long reward);

    /** Sends one attempt; completes exceptionally if no answer comes. */
    CompletableFuture<Heard> attempt(Ask ask);

    /** The campaign's budget now, top-ups of others included; points. */
    long budget(String campaign);

    /** For people: how and where. */
    String name();

    @Override
    void close();
}
