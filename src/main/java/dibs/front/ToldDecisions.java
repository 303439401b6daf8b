package dibs.front;

import dibs.campaign.Decision;
import dibs.wire.DecisionJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decisions this front was told last, to compare those that come twice: after a crash the next owner decides again
 * what was told early, and must decide the same. Thread-safe.
 */
final class ToldDecisions {
    private static final Logger LOG = LoggerFactory.getLogger(ToldDecisions.class);

    /** Only what one transaction holds can be told twice. */
    private static final int REMEMBERED = 16 * 1024;

    private final AtomicReferenceArray<Told> told = new AtomicReferenceArray<>(REMEMBERED);
    private final Counter same;
    private final Counter different;

    private record Told(long sequence, Decision decision) {}

    ToldDecisions(MeterRegistry registry) {
        this.same = counter(registry, true);
        this.different = counter(registry, false);
    }

    private static Counter counter(MeterRegistry registry, boolean same) {
        return Counter.builder("dibs.replies.repeated")
                .description("Decisions told again after a crash; one that is not the same breaks the promise")
                .tag("same", Boolean.toString(same))
                .register(registry);
    }

    /** Notes what the request of that number was told, and compares if it was told before. */
    void note(long sequence, Decision decision) {
        // A number comes back in a header that anyone may have written, so it can be any.
        int place = (int) Math.floorMod(sequence, (long) REMEMBERED);
        Told before = told.getAndSet(place, new Told(sequence, decision));
        if (before == null || before.sequence() != sequence) {
            return;
        }
        if (isSame(before.decision(), decision)) {
            same.increment();
        } else {
            different.increment();
            LOG.error("The request at {} was decided twice, and not the same", decision.position());
        }
    }

    /** By what callers are told: one that came by a record knows of a repeated claim no more than that. */
    private static boolean isSame(Decision one, Decision other) {
        return Arrays.equals(DecisionJson.record(one), DecisionJson.record(other));
    }
}
