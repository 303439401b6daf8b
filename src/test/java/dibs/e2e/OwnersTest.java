package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Instances find each other, do not believe just anybody, and do not wait for one that is silent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OwnersTest {
    private static final String SECRET = "front.instance-secret=s3cret";

    private final List<String> campaigns = Crowd.onePerPartition();
    private RunningDibs owner;
    private RunningDibs front;

    @BeforeAll
    void start() throws Exception {
        owner = RunningDibs.start(SECRET);
        front = owner.another(EnumSet.of(Role.FRONT), SECRET);
        for (String campaign : campaigns) {
            assertThat(new Claims(owner.http()).open(campaign, 1000, 100).status())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    void stop() {
        front.close();
        owner.close();
    }

    private int stats(RunningDibs at, int partition) throws Exception {
        return new Claims(at.http())
                .get("/v1/campaigns/" + campaigns.get(partition) + "/stats")
                .status();
    }

    private void announce(int partition, String address) throws Exception {
        String record = "{\"address\":\"" + address + "\",\"run\":\"somebody else\"}";
        try (var producer = KafkaRecords.producer(Map.of())) {
            producer.send(new ProducerRecord<>(
                            owner.topic("owners"),
                            partition,
                            KafkaRecords.utf8(Integer.toString(partition)),
                            KafkaRecords.utf8(record)))
                    .get();
        }
    }

    private String announced(int partition) throws Exception {
        return TopicCopy.read(owner.topic("owners")).stream()
                .filter(each -> each.partition() == partition)
                .reduce((first, last) -> last)
                .orElseThrow()
                .value();
    }

    @Test
    void whatIsAnnouncedFalselyIsAnnouncedAgain() throws Exception {
        announce(0, "127.0.0.1:1");
        announce(1, "no address at all");
        try (var producer = KafkaRecords.producer(Map.of())) {
            producer.send(new ProducerRecord<>(
                            owner.topic("owners"), 2, KafkaRecords.utf8("2"), KafkaRecords.utf8("[no owner")))
                    .get();
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(announced(0)).doesNotContain("somebody else");
            assertThat(announced(1)).doesNotContain("somebody else");
        });
        for (int partition = 0; partition < 4; partition++) {
            assertThat(stats(front, partition)).isEqualTo(200);
            assertThat(stats(owner, partition)).isEqualTo(200);
        }
    }

    /** It accepts, and says nothing. */
    @Test
    void oneThatIsSilentHoldsNobodyElse() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(100);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            announce(3, "127.0.0.1:" + silent.getLocalPort());
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(callers.submit(() -> stats(front, 3)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(stats(front, i % 3)).isEqualTo(200);
            }
            for (Future<Integer> each : waiting) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isIn(200, 503);
            }
        } finally {
            callers.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> stats(front, 3) == 200);
    }

    @Test
    void whoDoesNotKnowTheSecretIsToldNothing() throws Exception {
        String address = announced(0).replaceFirst(".*\"address\":\"([^\"]*)\".*", "$1");
        assertThat(ask(address, "s3cret", new byte[] {0, 0, 0, 0})).isEqualTo(200);
        assertThat(ask(address, "s3cret", new byte[] {0, 0, 1})).isEqualTo(400);
        assertThat(ask(address, "s3cret", new byte[] {127, 0, 0, 1, 0})).isEqualTo(400);
        assertThat(ask(address, "another", new byte[] {0, 0, 0, 0})).isEqualTo(401);
        try (RunningDibs stranger = owner.another(EnumSet.of(Role.FRONT), "front.instance-secret=other")) {
            assertThat(stats(stranger, 0)).isEqualTo(503);
        }
    }

    private static int ask(String address, String secret, byte[] questions) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/internal/v1/reads"))
                .header("Dibs-Instance-Secret", secret)
                .POST(HttpRequest.BodyPublishers.ofByteArray(questions))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
