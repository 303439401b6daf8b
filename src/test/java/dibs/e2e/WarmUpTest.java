package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The warm-up of a start: it takes the way of a claim and back, and leaves nothing behind. */
class WarmUpTest {

    @Test
    void itWritesNothingButRepliesAndReadyComesAfterIt() throws Exception {
        long begun = System.nanoTime();
        try (RunningDibs dibs = RunningDibs.start("front.warm-up=1s", "front.decision-timeout=30s")) {
            assertThat(System.nanoTime() - begun)
                    .isGreaterThan(Duration.ofSeconds(1).toNanos());
            Claims claims = new Claims(dibs.http());
            assertThat(claims.get("/health/ready").status()).isEqualTo(200);
            assertThat(KafkaRecords.readUncommitted(dibs.topic("replies"))).hasSizeGreaterThan(10);
            for (String topic : new String[] {"requests", "decisions", "grants", "campaigns", "dead-letters"}) {
                assertThat(KafkaRecords.readUncommitted(dibs.topic(topic)))
                        .as(topic)
                        .isEmpty();
            }
            assertThat(claims.get("/v1/campaigns").body().get("campaigns")).isEmpty();
            claims.open("first", 100, 100);
            assertThat(claims.claim("first", "u-1").status()).isEqualTo(201);
            Audited.clean(dibs);
        }
    }

    /** Its log is somebody else's: the front that waits for one that never decides is warm all the same. */
    @Test
    void aFrontAloneWarmsUpToo() throws Exception {
        Set<Role> front = EnumSet.of(Role.FRONT);
        try (RunningDibs dibs = RunningDibs.start(front, "front.warm-up=500ms")) {
            assertThat(KafkaRecords.readUncommitted(dibs.topic("replies"))).isNotEmpty();
            await().untilAsserted(() -> assertThat(
                            new Claims(dibs.http()).get("/health/ready").status())
                    .isEqualTo(200));
        }
    }
}
