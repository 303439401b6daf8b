package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.serve.Role;
import dibs.stream.HomePartition;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Claims by a producer with another partitioner than Java's: each is sent home once and decided there. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class StraysTest {
    private static final int CALLS = Proof.times(120, 400);
    private static final int BESIDE_EACH = 20;
    private static final int AFTER_THE_KILL = Proof.times(600, 2_000);
    private static final int STRAYS = CALLS * BESIDE_EACH + AFTER_THE_KILL;
    private static final int GRANTS = Proof.times(1_200, 4_000);

    @TempDir
    Path dir;

    @Test
    void straysAreDecidedExactlyAlsoAcrossAKill() throws Exception {
        Kcat.assumeInstalled();
        String campaign = livingElsewhereForKcat();
        try (RunningDibs dibs = RunningDibs.start(
                EnumSet.of(Role.FRONT, Role.LEDGER), "front.decision-timeout=60s", "ledger.rows-per-second=5000")) {
            String[] cluster = dibs.asArguments(Role.DECIDER);
            ServeProcess decider = ServeProcess.start(dir, cluster);
            try (Kcat kcat = Kcat.to(dibs.topic("requests"))) {
                Claims claims = new Claims(dibs.http());
                assertThat(claims.open(campaign, GRANTS * 100L, 100).status()).isEqualTo(201);
                Latencies http = new Latencies(claims);
                http.measure(CALLS, each -> {});
                long[] alone = http.measure(CALLS, each -> {});
                long[] beside = http.measure(CALLS, each -> stray(kcat, campaign, each * BESIDE_EACH, BESIDE_EACH));
                decider.kill();
                decider = ServeProcess.start(dir, cluster);
                stray(kcat, campaign, CALLS * BESIDE_EACH, AFTER_THE_KILL);
                kcat.finish();
                System.out.printf(
                        "HTTP claims on every partition, microseconds: p50 %d p99 %d alone, p50 %d p99 %d beside strays%n",
                        alone[CALLS / 2], alone[CALLS * 99 / 100], beside[CALLS / 2], beside[CALLS * 99 / 100]);
                assertDecidedExactly(dibs, campaign);
            } finally {
                decider.close();
            }
        }
    }

    private static void stray(Kcat kcat, String campaign, int first, int count) throws Exception {
        for (int user = first; user < first + count; user++) {
            kcat.claim(campaign, "s-" + user);
        }
        kcat.flush();
    }

    /** librdkafka's default takes CRC-32 of the key where Java's takes murmur2. */
    private static String livingElsewhereForKcat() {
        return IntStream.range(0, 100)
                .mapToObj(i -> "stray-" + i)
                .filter(id -> {
                    CRC32 crc = new CRC32();
                    crc.update(KafkaRecords.utf8(id));
                    return crc.getValue() % 4 != HomePartition.of(id, 4);
                })
                .findFirst()
                .orElseThrow();
    }

    private static void assertDecidedExactly(RunningDibs dibs, String campaign) throws Exception {
        AuditReport report = Audited.clean(dibs);
        assertThat(report.looked(Count.STRAYS))
                .as("kcat chose another partition")
                .isEqualTo(STRAYS);
        assertThat(report.looked(Count.DEAD_REQUESTS)).isZero();
        assertThat(dibs.ledger().ranks(campaign))
                .isEqualTo(LongStream.rangeClosed(1, GRANTS).boxed().toList());
    }
}
