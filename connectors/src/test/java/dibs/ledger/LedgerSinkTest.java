package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The sink between a real broker and a real database: everything committed is written once, under the ceiling. */
class LedgerSinkTest extends SinkTest {
    @Test
    void whatWasCommittedIsWrittenAndTheLagEndsAtZero() throws Exception {
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 300);

        world.awaitRows(300);
        world.assertExactly(300);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
        world.awaitCaughtUp();
        await().atMost(SinkWorld.SOON).until(() -> world.gauge("dibs.ledger.lag.records") == 0);
        assertThat(world.meters.get("dibs.ledger.rows.written").counter().count())
                .isEqualTo(300);
        assertThat(world.gauge("dibs.ledger.ceiling.rows.per.second")).isEqualTo(2_000);
    }

    @Test
    void aRestartMidWayNeitherMissesNorRepeats() throws Exception {
        world.grants(1, 400);
        LedgerSink first = world.sink(200);
        world.awaitRows(50);
        first.close();
        assertThat(first.health().state()).isEqualTo(LedgerState.CLOSED);
        assertThat(world.rows()).isLessThan(400);

        world.sink(2_000);
        world.awaitRows(400);
        world.assertExactly(400);
        assertThat(world.count(Window.BUSIEST)).isLessThanOrEqualTo(2_000);
    }

    @Test
    void twoSinksShareTheGroupUnderOneCeiling() throws Exception {
        LedgerSink first = world.sink(200);
        SinkWorld.awaitState(first, LedgerState.RUNNING);
        world.grants(1, 600);
        LedgerSink second = world.sink(200);

        world.awaitRows(600);
        world.assertExactly(600);
        assertThat(world.count(Window.BUSIEST)).isLessThanOrEqualTo(200);
        // On a busy machine the second one joins when the first has written all.
        await().atMost(SinkWorld.SOON).until(() -> world.count("select max(epoch) from dibs.ledger_progress") > 1);
        assertThat(List.of(first.health().state(), second.health().state())).containsOnly(LedgerState.RUNNING);
    }

    @Test
    void aBadRecordBecomesADeadLetterAndStopsNothingElse() throws Exception {
        String long5k = "x".repeat(5_000);
        ProducerRecord<byte[], byte[]> reversalAlone = world.record("u-2", SinkWorld.json("reversal", "u-2", -5, 1));
        world.send(List.of(world.grant(1), world.record("u-1", long5k), reversalAlone, world.grant(3), world.grant(4)));
        world.sink(2_000);

        world.awaitRows(3);
        await().atMost(SinkWorld.SOON).until(() -> world.deadLetters().size() == 2);
        world.assertExactly(3);
        ConsumerRecord<byte[], byte[]> letter = world.deadLetters().stream()
                .filter(each -> new String(each.key(), StandardCharsets.UTF_8).equals("u-1"))
                .findFirst()
                .orElseThrow();
        assertThat(letter.value()).hasSize(4_096);
        assertThat(header(letter, "reason")).isEqualTo("not JSON");
        assertThat(header(letter, "topic")).isEqualTo(world.topic("grants"));
        assertThat(Integer.parseInt(header(letter, "partition"))).isBetween(0, SinkWorld.PARTITIONS - 1);
        assertThat(Long.parseLong(header(letter, "offset"))).isNotNegative();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader("dibs-error-" + name).value(), StandardCharsets.UTF_8);
    }
}
