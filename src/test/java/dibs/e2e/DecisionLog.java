package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the log of decisions says once all is committed, and whether what was aborted before said the same. */
final class DecisionLog {
    private final Map<String, byte[]> committed = new HashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private int copies;

    /**
     * Reads the topic whole once all is committed; fails if one request has two committed decisions, or copies that
     * differ by a byte.
     */
    static DecisionLog read(String topic) {
        AtomicReference<DecisionLog> log = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> log.set(
                        new DecisionLog(KafkaRecords.readUncommitted(topic), KafkaRecords.readCommitted(topic))));
        return log.get();
    }

    private DecisionLog(List<ConsumerRecord<byte[], byte[]>> uncommitted, List<ConsumerRecord<byte[], byte[]>> all)
            throws Malformed {
        for (ConsumerRecord<byte[], byte[]> record : all) {
            Decision decision = DecisionReader.read(record.value());
            decisions.add(decision);
            assertThat(committed.put(decision.position().toString(), record.value()))
                    .as("two decisions on %s", decision.position())
                    .isNull();
        }
        for (ConsumerRecord<byte[], byte[]> record : uncommitted) {
            compare(record.value());
        }
    }

    private void compare(byte[] copy) throws Malformed {
        assertThat(copy)
                .isEqualTo(committed.get(DecisionReader.read(copy).position().toString()));
        copies++;
    }

    /** How many decisions were published in transactions that did not commit, and then once more. */
    int decidedAgain() {
        return copies - committed.size();
    }

    List<ClaimDecision> claims(String campaign) {
        return decisions.stream()
                .filter(each -> each.campaign().equals(campaign))
                .map(each -> each.match(new Cases<ClaimDecision>(claim -> claim, c -> null, reversal -> null)))
                .filter(claim -> claim != null)
                .toList();
    }

    List<ClaimDecision> grants(String campaign) {
        return claims(campaign).stream()
                .filter(claim -> claim.outcome() == ClaimOutcome.GRANTED)
                .toList();
    }
}
