package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Position;
import dibs.stream.DeciderReads;
import dibs.stream.PartitionReads;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the stores a question is to be asked of, and waits until they are as new as the caller has already seen.
 *
 * <p>Every answer says how new the stores were, also the answer that there is no such thing. Thread-safe.
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
        askThen(ctx, campaign, answering -> {
            answer.accept(answering);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** The same where the answer takes its time. */
    void askThen(Context ctx, String campaign, Function<Answering, CompletableFuture<Void>> answer) {
        ask(ctx, List.of(reads.home(campaign)), found -> answer.apply(found.get(0)));
    }

    /**
     * The stores of the campaign's home partition, once they are as new as {@code seen}.
     *
     * @return completed exceptionally with a {@link Problem} where that is not so within {@code most}
     */
    CompletableFuture<Answering> find(String campaign, AtLeast seen, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        return CompletableFuture.completedFuture(null)
                .thenCompose(unused -> whenApplied(List.of(reads.home(campaign)), seen, deadline))
                .thenApply(found -> found.get(0));
    }

    /** Answers with {@code answer} from the stores of all partitions. */
    void askAll(Context ctx, Consumer<List<Answering>> answer) {
        List<Integer> all = IntStream.range(0, reads.partitions()).boxed().toList();
        ask(ctx, all, found -> {
            answer.accept(found);
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Stores, and how far they are; the offset was read before any value.
     *
     * @param applied offset of the last request applied; -1 where there was none yet
     */
    record Answering(PartitionReads stores, long applied) {

        /** Of the last request applied, or null where there was none yet. */
        Position position() {
            return applied < 0 ? null : new Position(stores.partition(), applied);
        }

        /** The campaign, or null; as of no position there is none, though a first one may be in the store already. */
        CampaignState campaign(String id) {
            return applied < 0 ? null : stores.campaign(id);
        }
    }

    private void ask(Context ctx, List<Integer> partitions, Function<List<Answering>, CompletableFuture<Void>> answer) {
        AtLeast seen = AtLeast.parse(ctx.header(POSITION_HEADER));
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        ctx.future(() -> whenApplied(partitions, seen, deadline).thenCompose(found -> {
            mark(ctx, found);
            return answer.apply(found);
        }));
    }

    static void mark(Context ctx, List<Answering> found) {
        String positions = found.stream()
                .map(Answering::position)
                .filter(Objects::nonNull)
                .map(Position::toString)
                .collect(Collectors.joining(","));
        if (!positions.isEmpty()) {
            ctx.header(POSITION_HEADER, positions);
        }
    }

    private CompletableFuture<List<Answering>> whenApplied(List<Integer> partitions, AtLeast seen, long deadline) {
        List<Answering> found = partitions.stream().map(this::stores).toList();
        if (found.stream().allMatch(one -> seen.isReachedBy(one.stores().partition(), one.applied()))) {
            return CompletableFuture.completedFuture(found);
        }
        if (System.nanoTime() - deadline > 0) {
            throw Problem.unavailable("what was seen by " + POSITION_HEADER + " is not here yet");
        }
        Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, answering);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(waited -> whenApplied(partitions, seen, deadline));
    }

    private Answering stores(int partition) {
        PartitionReads stores = reads.of(partition)
                .orElseThrow(() -> Problem.unavailable(
                        "partition " + partition + " is not served by this instance now; try again"));
        return new Answering(stores, stores.applied());
    }

    static Position position(String field, String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "Bad Request", field + ": " + e.getMessage(), field, null);
        }
    }
}
