package dibs.front;

import dibs.campaign.ClaimOutcome;
import dibs.metrics.Buckets;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * How long claims take, by outcome: from arrival to answer, and the part of it that the log and its decider take. Times
 * are as {@link System#nanoTime()} counts. Thread-safe.
 */
final class ClaimTimers {
    private final MeterRegistry registry;
    private final Map<ClaimOutcome, Timer> byOutcome = new EnumMap<>(ClaimOutcome.class);
    private final Timer undecided;
    private final Timer log;

    ClaimTimers(MeterRegistry registry) {
        this.registry = registry;
        for (ClaimOutcome outcome : ClaimOutcome.values()) {
            byOutcome.put(outcome, timer(outcome.name().toLowerCase(Locale.ROOT)));
        }
        this.undecided = timer("undecided");
        this.log = Timer.builder("dibs.claims.decided")
                .description("Time from handing a claim to the log until this front was told its decision")
                .serviceLevelObjectives(Buckets.ofClaims())
                .register(registry);
    }

    private Timer timer(String outcome) {
        return Timer.builder("dibs.http.claims")
                .description("Time from a claim's arrival to its answer")
                .tag("outcome", outcome)
                .serviceLevelObjectives(Buckets.ofClaims())
                .register(registry);
    }

    /** When the call's headers were there: what it waited for its body and for a thread counts, too. */
    static long arrival(Context ctx) {
        return ServletContextRequest.getServletContextRequest(ctx.req()).getHeadersNanoTime();
    }

    void decided(long handedOver) {
        log.record(System.nanoTime() - handedOver, TimeUnit.NANOSECONDS);
    }

    /** Of that outcome, or of those that were not decided in time where it is null. */
    void answered(long arrival, ClaimOutcome outcome) {
        Timer timer = outcome == null ? undecided : byOutcome.get(outcome);
        timer.record(System.nanoTime() - arrival, TimeUnit.NANOSECONDS);
    }
}
