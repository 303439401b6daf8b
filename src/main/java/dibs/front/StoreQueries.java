package dibs.front;

import dibs.campaign.Position;
import dibs.stream.DeciderReads;
import dibs.stream.PartitionReads;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the stores a question is to be asked of, and waits until they are as new as the caller has already seen.
 *
 * <p>Thread-safe.
 */
final class StoreQueries {
    static final String POSITION_HEADER = "Dibs-Position";

    private static final Duration MAX_WAIT = Duration.ofSeconds(1);
    private static final long RETRY_MILLIS = 10;

    private final DeciderReads reads;
    private final Executor answering;

    StoreQueries(DeciderReads reads, Executor answering) {
        this.reads = reads;
        this.answering = answering;
    }

    int home(String campaign) {
        return reads.home(campaign);
    }

    /** Answers with {@code answer} from the stores of the campaign's home partition. */
    void ask(Context ctx, String campaign, Consumer<Answering> answer) {
        int home = reads.home(campaign);
        Optional<Position> seen = seen(ctx).filter(p -> p.partition() == home);
        long atLeast = seen.map(Position::offset).orElse(-1L);
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        ctx.future(() -> whenApplied(home, atLeast, deadline).thenAccept(answer));
    }

    /**
     * Stores, and how far they are; the offset was read before any value.
     *
     * @param position of the last request applied
     */
    record Answering(PartitionReads stores, Position position) {
        void mark(Context ctx) {
            ctx.header(POSITION_HEADER, position.toString());
        }
    }

    private CompletableFuture<Answering> whenApplied(int home, long atLeast, long deadline) {
        PartitionReads stores = stores(home);
        long applied = stores.applied();
        if (applied >= atLeast) {
            return CompletableFuture.completedFuture(new Answering(stores, new Position(home, applied)));
        }
        if (System.nanoTime() > deadline) {
            throw Problem.unavailable("what was seen at " + home + ":" + atLeast + " is not here yet");
        }
        Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, answering);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(waited -> whenApplied(home, atLeast, deadline));
    }

    private PartitionReads stores(int partition) {
        return reads.of(partition)
                .orElseThrow(() -> Problem.unavailable(
                        "partition " + partition + " is not served by this instance now; try again"));
    }

    private static Optional<Position> seen(Context ctx) {
        return Optional.ofNullable(ctx.header(POSITION_HEADER)).map(text -> position(POSITION_HEADER, text));
    }

    static Position position(String field, String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "Bad Request", field + ": " + e.getMessage(), field);
        }
    }
}
