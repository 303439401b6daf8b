package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.local.KafkaCluster;
import dibs.local.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers and three instances in processes of their own, with the copies Dibs asks for: brokers and instances are
 * killed, stopped, and stand still, one after another under load, and every answer stays right. Prints how long nothing
 * was decided, by kind of fault. How many: {@code -Ddibs.broker-faults=102}.
 */
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class BrokerFaultsTest {
    private static final int FAULTS = Integer.getInteger("dibs.broker-faults", 102);
    /** Longer than the brokers' session: what it led is led by another. */
    private static final Duration PAUSE = Duration.ofSeconds(6);

    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(45);

    @TempDir
    Path dir;

    private final List<Suffered> suffered = new ArrayList<>();

    /** From when the fault began until all were back and answered. */
    private record Suffered(String kind, long from, long to) {}

    @Test
    void whateverTheBrokersSufferNothingIsWrong() throws Exception {
        String database = TestServers.newDatabase();
        try (KafkaCluster cluster = KafkaCluster.start(dir.resolve("kafka"), Map.of());
                Fleet fleet = Fleet.of(3, dir, arguments(cluster, database));
                Askers askers = Askers.of(fleet, 8)) {
            askers.awaitAnswers(500);
            for (int fault = 0; fault < FAULTS; fault++) {
                long from = System.currentTimeMillis();
                String kind = suffer(fault, cluster, fleet);
                askers.awaitAnswers(200);
                suffered.add(new Suffered(kind, from, System.currentTimeMillis()));
            }
            askers.stop();
            System.out.println(askers.summary());
            report(KafkaRecords.readCommitted(cluster.address(), "dibs.decisions"));
            Audited.clean(Audited.sources(cluster.address(), "dibs.", database, askers.journal()));
        }
    }

    private static String[] arguments(KafkaCluster cluster, String database) {
        return new String[] {
            "--roles", "front,decider,ledger",
            "--kafka", cluster.address(),
            "--database", database,
            "--redis", "none",
            "--set", "ledger.rows-per-second=5000"
        };
    }

    private static String suffer(int fault, KafkaCluster cluster, Fleet fleet) throws Exception {
        int broker = fault / 6 % KafkaCluster.NODES;
        switch (fault % 6) {
            case 0 -> {
                cluster.kill(broker);
                cluster.restart(broker);
                return "broker killed, and started again";
            }
            case 2 -> {
                cluster.stop(broker);
                cluster.restart(broker);
                return "broker stopped, and started again";
            }
            case 4 -> {
                cluster.pause(broker);
                LockSupport.parkNanos(PAUSE.toNanos());
                cluster.resume(broker);
                return "broker stood still for 6 s";
            }
            default -> {
                fleet.suffer(fault / 2);
                return "instance " + fleet.last();
            }
        }
    }

    private void report(List<ConsumerRecord<byte[], byte[]>> decisions) {
        Map<String, LongSummaryStatistics> longest = new TreeMap<>();
        for (Suffered each : suffered) {
            long millis =
                    DecisionGaps.longest(decisions, each.from(), each.to()).toMillis();
            longest.computeIfAbsent(each.kind(), kind -> new LongSummaryStatistics())
                    .accept(millis);
        }
        longest.forEach((kind, ms) -> System.out.printf(
                "%s: %d times, no decision for %.0f ms on average, %d at most%n",
                kind, ms.getCount(), ms.getAverage(), ms.getMax()));
        assertThat(longest.values())
                .allSatisfy(ms -> assertThat(ms.getMax()).isLessThan(LONGEST_STANDSTILL.toMillis()));
    }
}
