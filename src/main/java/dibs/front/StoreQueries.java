package dibs.front;

import dibs.campaign.Position;
import dibs.cluster.ClusterReads;
import dibs.cluster.StoreAnswer;
import dibs.cluster.StoreQuestion;
import dibs.stream.HomePartition;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks the decider's stores, at whichever instance they are, and waits until they are as new as the caller has already
 * seen.
 *
 * <p>Every answer says how new the stores were, also the answer that there is no such thing. Thread-safe.
 */
final class StoreQueries {
    static final String POSITION_HEADER = "Dibs-Position";

    static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final ClusterReads reads;
    private final int partitions;

    StoreQueries(ClusterReads reads, int partitions) {
        this.reads = reads;
        this.partitions = partitions;
    }

    int home(String campaign) {
        return HomePartition.of(campaign, partitions);
    }

    /** Answers with {@code answer} from the stores of the campaign's home partition. */
    void ask(Context ctx, String campaign, Consumer<StoreAnswer> answer) {
        askThen(ctx, campaign, null, found -> {
            answer.accept(found);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** The same where the answer takes its time, with what {@code user} has unless that is null. */
    void askThen(Context ctx, String campaign, String user, Function<StoreAnswer, CompletableFuture<Void>> answer) {
        AtLeast seen = AtLeast.seenBy(ctx);
        ctx.future(() -> find(campaign, user, seen, MAX_WAIT).thenCompose(found -> {
            mark(ctx, List.of(found));
            return answer.apply(found);
        }));
    }

    /**
     * The campaign, and what {@code user} has from it unless that is null, from stores as new as {@code seen}.
     *
     * @return completed exceptionally with a {@link dibs.cluster.NotServedException} where there are none within {@code
     *     most}
     */
    CompletableFuture<StoreAnswer> find(String campaign, String user, AtLeast seen, Duration most) {
        int home = home(campaign);
        return reads.ask(StoreQuestion.about(home, campaign, user), seen.offset(home), most);
    }

    /** Campaigns of each partition in the order of their ids, at most {@code limit} of each. */
    CompletableFuture<List<StoreAnswer>> list(String after, int limit, AtLeast seen) {
        List<CompletableFuture<StoreAnswer>> all = IntStream.range(0, partitions)
                .mapToObj(each -> reads.ask(StoreQuestion.list(each, after, limit), seen.offset(each), MAX_WAIT))
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    static void mark(Context ctx, List<StoreAnswer> found) {
        String positions = found.stream()
                .map(StoreAnswer::position)
                .filter(Objects::nonNull)
                .map(Position::toString)
                .collect(Collectors.joining(","));
        if (!positions.isEmpty()) {
            ctx.header(POSITION_HEADER, positions);
        }
    }

    static Position position(String field, String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "Bad Request", field + ": " + e.getMessage(), field, null);
        }
    }
}
