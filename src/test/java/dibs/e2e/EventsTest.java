package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dibs.campaign.Position;
import dibs.serve.Role;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events: the counts at once, then whenever they change, and never an older one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EventsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private static RunningDibs dibs;
    private static Claims claims;

    @BeforeAll
    static void start() throws Exception {
        dibs = RunningDibs.start(
                EnumSet.of(Role.FRONT, Role.DECIDER),
                "front.decision-timeout=30s",
                "front.idle-timeout=1s",
                "front.max-listeners=3");
        claims = new Claims(dibs.http());
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @Test
    void whoListensIsToldTheCountsAtOnceAndThenAsTheyChange() throws Exception {
        claims.open("watched", 1_000_000, 100);
        claims.claim("watched", "before");
        try (Listener listener = Listener.of(dibs.http(), "watched")) {
            assertThat(listener.answer().statusCode()).isEqualTo(200);
            assertThat(header(listener, "Content-Type")).startsWith("text/event-stream");
            assertThat(header(listener, "Cache-Control")).isEqualTo("no-store");
            awaitGranted(listener, 1);
            assertThat(listener.lines().get(0)).matches("retry: [0-9]{4}");
            assertThat(listener.lines()).contains("event: stats", "id: " + header(listener, "Dibs-Position"));
            long began = System.nanoTime();
            for (int i = 0; i < 300; i++) {
                assertThat(claims.claim("watched", "u-" + i).status()).isEqualTo(201);
            }
            awaitGranted(listener, 301);
            long quarters = Duration.ofNanos(System.nanoTime() - began).toMillis() / 250;
            assertThat(listener.events()).hasSizeLessThanOrEqualTo((int) quarters + 3);
            assertAscending(listener.events());
        }
    }

    @Test
    void otherCampaignsOnThePartitionAreNoNews() throws Exception {
        String other = HttpEdgesTest.sibling("still");
        claims.open("still", 100, 100);
        claims.open(other, 1_000_000, 100);
        try (Listener listener = Listener.of(dibs.http(), "still")) {
            awaitGranted(listener, 0);
            for (int i = 0; i < 10; i++) {
                claims.claim(other, "u-" + i);
            }
            claims.claim("still", "u");
            awaitGranted(listener, 1);
            assertThat(listener.events()).hasSize(2);
        }
    }

    @Test
    void whatDoesNotExistIsAProblemAndNoStream() throws Exception {
        claims.open("somewhere", 100, 100);
        Claims.Answer nowhere = claims.get("/v1/campaigns/" + HttpEdgesTest.sibling("somewhere") + "/events");
        Answers.assertProblem(nowhere, 404, null);
        assertThat(Answers.header(nowhere, "Dibs-Position")).isNotBlank();
        Answers.assertProblem(claims.get("/v1/campaigns/NOWHERE/events"), 400, "campaign");
    }

    @Test
    void whoComesBackIsToldNothingOlderThanBefore() throws Exception {
        claims.open("again", 100, 100);
        Claims.Answer claimed = claims.claim("again", "u");
        Position now = Position.parse(claimed.body().path("position").asText());
        for (String header : List.of("Last-Event-ID", "Dibs-Position")) {
            try (Listener listener = Listener.of(dibs.http(), "again", header, now.toString())) {
                awaitGranted(listener, 1);
            }
            String ahead = new Position(now.partition(), now.offset() + 1_000_000).toString();
            try (Listener listener = Listener.of(dibs.http(), "again", header, ahead)) {
                assertThat(listener.answer().statusCode()).isEqualTo(503);
            }
            try (Listener listener = Listener.of(dibs.http(), "again", header, "yesterday")) {
                assertThat(listener.answer().statusCode()).isEqualTo(400);
            }
        }
    }

    /** Idle connections are closed here after a second, and writes are what tells that a listener is gone. */
    @Test
    void commentsKeepAQuietStreamOpenAndGiveThePlacesOfThoseWhoLeftBack() throws Exception {
        claims.open("quiet", 100, 100);
        await().atMost(A_WHILE).until(() -> listeners() == 0);
        try (Listener one = Listener.of(dibs.http(), "quiet");
                Listener two = Listener.of(dibs.http(), "quiet")) {
            Socket third = raw("quiet");
            await().atMost(A_WHILE).until(() -> listeners() == 3);
            Claims.Answer fourth = claims.get("/v1/campaigns/quiet/events");
            Answers.assertProblem(fourth, 503, null);
            assertThat(Answers.header(fourth, "Retry-After")).matches("[1-3]");
            assertThat(metric("dibs_http_refused_total{reason=\"listeners\"}")).isPositive();
            third.close();
            await().atMost(A_WHILE).until(() -> listeners() == 2);
            await().atMost(A_WHILE)
                    .until(() -> one.lines().stream().filter(":"::equals).count() >= 4);
            assertThat(List.of(one.isOver(), two.isOver())).containsOnly(false);
        }
        await().atMost(A_WHILE).until(() -> listeners() == 0);
    }

    @Test
    void streamsEndWhenTheFrontCloses() throws Exception {
        RunningDibs front = RunningDibs.start(EnumSet.of(Role.FRONT, Role.DECIDER));
        try (front) {
            new Claims(front.http()).open("ends", 100, 100);
            try (Listener listener = Listener.of(front.http(), "ends")) {
                awaitGranted(listener, 0);
                front.close();
                await().atMost(A_WHILE).until(listener::isOver);
                assertThat(listener.isEndedInOrder()).isTrue();
            }
        }
    }

    private static void awaitGranted(Listener listener, int granted) {
        await().atMost(A_WHILE).untilAsserted(() -> {
            List<JsonNode> events = listener.events();
            assertThat(events).isNotEmpty();
            assertThat(events.get(events.size() - 1).get("granted").asInt()).isEqualTo(granted);
        });
    }

    private static void assertAscending(List<JsonNode> events) {
        assertThat(events.stream()
                        .map(event ->
                                Position.parse(event.get("position").asText()).offset())
                        .toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static String header(Listener listener, String name) {
        return listener.answer().headers().firstValue(name).orElseThrow();
    }

    private static Socket raw(String campaign) throws Exception {
        URI http = URI.create(dibs.http());
        Socket socket = new Socket(http.getHost(), http.getPort());
        String request = "GET /v1/campaigns/" + campaign + "/events HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static double listeners() throws Exception {
        return metric("dibs_http_listeners");
    }

    private static double metric(String name) throws Exception {
        return Metrics.of(dibs.http(), name);
    }
}
