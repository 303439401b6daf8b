package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.audit.ReportText;
import dibs.local.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an audit of a large log takes, beside a consumer that only reads the same topics once. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class AuditScaleTest {
    private static final int REQUESTS = Proof.times(60_000, 5_000_000);
    private static final int ROUNDS = Proof.times(1, 5);
    /** Arrays grow by half, and the table is at most half full. */
    private static final int BYTES_FOR_A_GRANT = 100;

    @Test
    void timeAndMemory() throws Exception {
        try (RunningDibs dibs = RunningDibs.start("ledger.rows-per-second=100000")) {
            claimByKafka(dibs);
            awaitDecisions(dibs);
            AuditReport report = Audited.clean(dibs);
            System.out.println(ReportText.table(report));
            assertThat(report.looked(Count.DECISIONS)).isEqualTo(REQUESTS + 8);
            assertThat(report.looked(Count.BYTES_FOR_GRANTS))
                    .isLessThan(4_000_000 + BYTES_FOR_A_GRANT * report.looked(Count.GRANTS));
            List<String> rounds = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double plain = readOnly(dibs);
                double audit = Audited.run(dibs.audited()).seconds();
                rounds.add("%.1f s / %.1f s = %.1f".formatted(audit, plain, audit / plain));
            }
            System.out.println("audit / plain consumer of the same topics: " + rounds);
        }
    }

    /** On two campaigns of each partition; one claim in five is granted. */
    private static void claimByKafka(RunningDibs dibs) throws Exception {
        List<String> campaigns = new ArrayList<>(Crowd.onePerPartition());
        campaigns.addAll(campaigns.stream().map(id -> id + "x").toList());
        SplittableRandom random = new SplittableRandom(5);
        Semaphore underWay = new Semaphore(100_000);
        AtomicReference<Exception> failed = new AtomicReference<>();
        try (var producer = KafkaRecords.producer(Map.of("linger.ms", 5, "batch.size", 200_000))) {
            for (int i = -campaigns.size(); i < REQUESTS; i++) {
                String campaign = campaigns.get(Math.floorMod(i, campaigns.size()));
                String request = i < 0
                        ? "{\"type\":\"open\",\"title\":\"t\",\"budget\":" + REQUESTS / 40 * 100 + ",\"reward\":100}"
                        : "{\"type\":\"claim\",\"user\":\"user-" + random.nextInt(REQUESTS / 2) + "\"}";
                underWay.acquire();
                var unused = producer.send(
                        new ProducerRecord<>(
                                dibs.topic("requests"), KafkaRecords.utf8(campaign), KafkaRecords.utf8(request)),
                        (metadata, failure) -> {
                            failed.compareAndSet(null, failure);
                            underWay.release();
                        });
            }
        }
        assertThat(failed.get()).isNull();
    }

    /** Without an audit again and again, which would take the processors that decide. */
    private static void awaitDecisions(RunningDibs dibs) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            await().atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> admin
                                    .listConsumerGroupOffsets(dibs.audited().group())
                                    .partitionsToOffsetAndMetadata()
                                    .get()
                                    .values()
                                    .stream()
                                    .mapToLong(OffsetAndMetadata::offset)
                                    .sum()
                            == REQUESTS + 8);
            await().atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> dibs.ledger().rows() == REQUESTS / 40 * 8L);
        }
    }

    /** Seconds. */
    private static double readOnly(RunningDibs dibs) {
        long started = System.nanoTime();
        try (var consumer = KafkaRecords.consumer("read_committed")) {
            List<TopicPartition> all = IntStream.range(0, 4)
                    .boxed()
                    .flatMap(p -> List.of("requests", "decisions", "grants", "dead-letters").stream()
                            .map(topic -> new TopicPartition(dibs.topic(topic), p)))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            readToTheEnd(consumer, all);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private static void readToTheEnd(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> all) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
            assertThat(consumer.poll(Duration.ofMillis(200)).count()).isNotNegative();
        }
    }
}
