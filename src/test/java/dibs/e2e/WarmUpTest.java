package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dibs.local.TestServers;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The warm-up of a start: it takes the way of a claim and back, and leaves nothing behind. */
class WarmUpTest {

    @Test
    void itWritesNothingButRepliesAndReadyComesAfterIt() throws Exception {
        long begun = System.nanoTime();
        try (RunningDibs dibs = RunningDibs.start("front.warm-up=2s", "front.decision-timeout=30s")) {
            assertThat(System.nanoTime() - begun)
                    .isGreaterThan(Duration.ofSeconds(2).toNanos());
            Claims claims = new Claims(dibs.http());
            awaitReplies(dibs);
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

    @Test
    void nobodyIsToldReadyBefore() throws Exception {
        int port = TestServers.freePort();
        String http = "http://127.0.0.1:" + port;
        Settings settings = new SettingSources()
                .read(List.of("topics.prefix=warm.", "front.warm-up=100ms"), Map.of(), null)
                .withSingleCopies();
        Plan plan = new Plan(
                EnumSet.allOf(Role.class),
                settings,
                TestServers.kafka(),
                TestServers.newDatabase(),
                TestServers.redis(),
                Files.createTempDirectory("dibs-state"),
                true,
                "127.0.0.1",
                port);
        List<JsonNode> before = new ArrayList<>();
        try (Server server = Server.start(plan, step -> ask(step, http, before))) {
            assertThat(server.http()).contains(http);
            assertThat(before).hasSize(1);
            assertThat(before.get(0).get("ready").asBoolean()).isFalse();
            assertThat(before.get(0).get("notReady"))
                    .extracting(JsonNode::asText)
                    .containsExactly("front: warming up");
            assertThat(new Claims(http).get("/health/ready").status()).isEqualTo(200);
        }
    }

    private static void ask(String step, String http, List<JsonNode> answers) {
        if (step.equals("warming up")) {
            try {
                answers.add(new Claims(http).get("/health/ready").body());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The last of them may be on their way still. */
    private static void awaitReplies(RunningDibs dibs) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(KafkaRecords.readUncommitted(dibs.topic("replies")))
                        .isNotEmpty());
    }

    /** Its log is somebody else's: the front that waits for one that never decides is warm all the same. */
    @Test
    void aFrontAloneWarmsUpToo() throws Exception {
        Set<Role> front = EnumSet.of(Role.FRONT);
        try (RunningDibs dibs = RunningDibs.start(front, "front.warm-up=2s")) {
            awaitReplies(dibs);
            await().untilAsserted(() -> assertThat(
                            new Claims(dibs.http()).get("/health/ready").status())
                    .isEqualTo(200));
        }
    }
}
