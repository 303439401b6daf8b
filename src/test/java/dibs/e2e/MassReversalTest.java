package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.cli.Said;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code dibs reverse}: everyone who is named loses the grant once, at the pace asked for, whatever comes between. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MassReversalTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CAMPAIGN = "spring";

    @TempDir
    Path dir;

    private RunningDibs dibs;
    private Claims claims;

    @AfterEach
    void close() {
        dibs.close();
    }

    private void serve(int users, String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of("ledger.rows-per-second=20000"));
        all.addAll(List.of(sets));
        dibs = RunningDibs.start(all.toArray(String[]::new));
        claims = new Claims(dibs.http());
        await().until(() -> claims.open(CAMPAIGN, 1_000_000, 100).status() < 202);
        KafkaRecords.claims(dibs, List.of(CAMPAIGN), 1, users);
        await().until(() -> stats().path("granted").asInt() == users);
    }

    private JsonNode stats() throws Exception {
        return claims.get("/v1/campaigns/" + CAMPAIGN + "/stats").body();
    }

    @Test
    void aRunThatIsKilledGoesOnWhereItStopped() throws Exception {
        serve(120);
        List<String> lines = new ArrayList<>(List.of("# robots", "", "nobody-1", "u-7"));
        IntStream.rangeClosed(1, 120).forEach(n -> lines.add(" u-" + n));
        lines.add("nobody-2");
        Path users = Files.write(dir.resolve("users"), lines);
        Path journal = dir.resolve("journal");
        Command killed = Command.start(dir, arguments(users, journal, "--return-budget", "--rate", "40"));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> told(journal).size() > 20);
        killed.kill();
        Set<String> toldBefore = told(journal);
        assertThat(toldBefore).hasSizeLessThan(110);
        Files.writeString(journal, "{\"told\":99,\"user\":\"u-1", StandardOpenOption.APPEND);

        Said resumed = Said.by(arguments(users, journal, "--return-budget", "--rate", "100"));
        assertThat(resumed.status()).as(resumed.out() + resumed.err()).isEqualTo(1);
        assertThat(resumed.out())
                .containsPattern("reversed +120\\n")
                .containsPattern("not granted +2\\n")
                .containsPattern("named one again +1\\n")
                .doesNotContain("reversed before")
                .contains(" " + (toldBefore.size() - 1) + " were told before by the journal")
                .contains("nobody-1  not granted")
                .contains("nobody-2  not granted (404 user nobody-2 has no grant of campaign spring)");
        assertThat(stats().path("reversed").asInt()).isEqualTo(120);
        assertThat(stats().path("spent").asInt()).isZero();
        Map<String, List<Long>> asked = askedAt();
        assertThat(toldBefore)
                .contains("nobody-1")
                .allSatisfy(user -> assertThat(asked.get(user)).hasSize(user.equals("nobody-1") ? 2 : 1));
        assertThat(asked).hasSize(122);

        // Who had nothing may have claimed since.
        assertThat(claims.claim(CAMPAIGN, "nobody-1").status()).isEqualTo(201);
        Said onceMore = Said.by(arguments(users, journal, "--return-budget"));
        assertThat(onceMore.out()).containsPattern("reversed +121\\n").contains("120 were told before");
        Map<String, List<Long>> askedNow = askedAt();
        assertThat(askedNow.get("nobody-1")).hasSize(3);
        assertThat(askedNow.get("u-7")).isEqualTo(asked.get("u-7"));
        Audited.clean(dibs, journal);
        assertThat(dibs.ledger().points("u-7")).isZero();
    }

    /** All of a campaign that grants nothing more, so that nobody is missed; and evenly, not in bursts. */
    @Test
    void allAreTakenBackAtThePaceAskedFor() throws Exception {
        serve(41);
        assertThat(reversal("u-41", "\"returnBudget\":false").status()).isEqualTo(200);
        Path journal = dir.resolve("journal");
        Said early = Said.by(ofAll(journal));
        assertThat(early.status()).isEqualTo(1);
        assertThat(early.err()).contains("campaign spring is open", "pause or close it first");
        claims.post("/v1/campaigns/spring/pause", "{}");
        Said dry = Said.by(with(ofAll(journal), "--dry-run"));
        assertThat(dry.status()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("would take back grants of spring from 41 users", "in 2 s at least");
        assertThat(journal).doesNotExist();

        Said done = Said.by(ofAll(journal));
        assertThat(done.status()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).containsPattern("reversed +40\\n").containsPattern("reversed before +1\\n");
        List<Long> times = askedAt().values().stream()
                .flatMap(List::stream)
                .sorted()
                .skip(1)
                .toList();
        assertThat(times).hasSize(41);
        assertThat(times.get(40) - times.get(0)).as("%s", times).isGreaterThan(1_900);
        for (int i = 0; i + 20 < times.size(); i++) {
            assertThat(times.get(i + 20) - times.get(i)).as("%s", times).isGreaterThan(300);
        }
        assertThat(stats().path("spent").asInt()).isEqualTo(4_100);
        Audited.clean(dibs, journal);
    }

    /** Some more were granted something while the first were asked for, as after an end by the clock. */
    @Test
    void whatIsGrantedMeanwhileIsNotPassedOver() throws Exception {
        serve(40);
        claims.post("/v1/campaigns/spring/pause", "{}");
        Path journal = dir.resolve("journal");
        CompletableFuture<Said> first = CompletableFuture.supplyAsync(() -> Said.by(ofAll(journal)));
        await().until(() -> told(journal).size() > 4);
        claims.post("/v1/campaigns/spring/resume", "{}");
        assertThat(claims.claim(CAMPAIGN, "late").status()).isEqualTo(201);
        claims.post("/v1/campaigns/spring/pause", "{}");
        assertThat(first.get().status()).isEqualTo(1);
        assertThat(first.get().err()).contains("campaign spring granted 1 more meanwhile");

        Said again = Said.by(ofAll(journal));
        assertThat(again.status()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).containsPattern("reversed +41\\n").contains("40 were told before");
        Audited.clean(dibs, journal);
    }

    /** Turned away by the front's bound, and told 202 before the decision is there: asked again until it is final. */
    @Test
    void whoIsTurnedAwayIsAskedForAgain() throws Exception {
        serve(20, "front.requests-per-address=6", "front.decision-timeout=10ms");
        Path users = Files.write(
                dir.resolve("users"),
                IntStream.rangeClosed(1, 20).mapToObj(n -> "u-" + n).toList());
        Path journal = dir.resolve("journal");
        Said done = Said.by(arguments(users, journal, "--rate", "50"));
        assertThat(done.status()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).containsPattern("reversed +20\\n").doesNotContain("reversed before");
        Audited.clean(dibs, journal);
    }

    @Test
    void wrongUsesSendNothing() throws Exception {
        serve(2);
        Path journal = dir.resolve("journal");
        Path bad = Files.write(dir.resolve("bad"), List.of("u-1", "# ok", "u 2"));
        assertWrong(Said.by(arguments(bad, journal)), 2, "line 3 of " + bad + " is no user id: u 2");
        assertWrong(Said.by(arguments(Files.write(dir.resolve("e"), List.of("#")), journal)), 2, "names no user");
        Path users = Files.write(dir.resolve("users"), List.of("u-1"));
        String[] elsewhere = Arrays.stream(arguments(users, journal))
                .map(each -> each.equals(CAMPAIGN) ? "autumn" : each)
                .toArray(String[]::new);
        assertWrong(Said.by(elsewhere), 1, "there is no campaign autumn");
        assertThat(askedAt()).isEmpty();
        assertThat(journal).doesNotExist();

        assertThat(Said.by(arguments(users, journal)).status()).isZero();
        assertWrong(Said.by(arguments(users, journal, "--return-budget")), 2, "its returnBudget is false, not true");
        Path more = Files.write(dir.resolve("more"), List.of("u-1", "u-2"));
        assertWrong(Said.by(arguments(more, journal)), 2, "is of another run: its users is");
        assertWrong(Said.by(arguments(more, users)), 2, users + " is no journal of ./dibs reverse");
        assertThat(Files.readAllLines(users)).containsExactly("u-1");
        Path others = Files.writeString(dir.resolve("others"), "{\"a\":1}");
        assertWrong(Said.by(arguments(users, others)), 2, others + " is no journal of ./dibs reverse");
        assertThat(others).hasContent("{\"a\":1}");
        claims.open("autumn", 1000, 100);
        assertWrong(Said.by(elsewhere), 2, "its campaign is \"spring\", not \"autumn\"");
        InputStream stdin = System.in;
        System.setIn(new ByteArrayInputStream("u-1\r\n\nu-2".getBytes(StandardCharsets.UTF_8)));
        Said dry = Said.by(arguments(Path.of("-"), dir.resolve("new"), "--dry-run"));
        System.setIn(stdin);
        assertThat(dry.out()).as(dry.err()).contains("from 2 users");
        assertThat(askedAt()).containsOnlyKeys("u-1");
        Audited.clean(dibs, journal);
    }

    private static void assertWrong(Said ended, int status, String hint) {
        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err()).contains(hint);
        assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
        assertThat(ended.out()).isEmpty();
    }

    private Claims.Answer reversal(String user, String fields) throws Exception {
        return claims.post("/v1/campaigns/" + CAMPAIGN + "/claims/" + user + "/reversal", "{" + fields + "}");
    }

    private String[] arguments(Path users, Path journal, String... more) {
        return with(
                new String[] {"reverse", "--campaign", CAMPAIGN, "--users", users.toString(), "--reason", "robots"},
                Stream.concat(Stream.of("--url", dibs.http(), "--journal", journal.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private String[] ofAll(Path journal) {
        return with(
                new String[] {"reverse", "--campaign", CAMPAIGN, "--all", "--reason", "robots", "--rate", "20"},
                "--url",
                dibs.http(),
                "--journal",
                journal.toString(),
                "--kafka",
                dibs.asAddresses()[1],
                "--set",
                "topics.prefix=" + dibs.prefix());
    }

    private static String[] with(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    /** Users that a journal says were told something. */
    private static Set<String> told(Path journal) throws Exception {
        if (!Files.exists(journal)) {
            return Set.of();
        }
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(MassReversalTest::json)
                .filter(line -> line.has("told"))
                .map(line -> line.get("user").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Append times of the reversals on the log, by user. */
    private Map<String, List<Long>> askedAt() {
        Map<String, List<Long>> asked = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : KafkaRecords.readCommitted(dibs.topic("requests"))) {
            JsonNode request = json(new String(record.value(), StandardCharsets.UTF_8));
            if (request.get("type").asText().equals("reverse")) {
                asked.computeIfAbsent(request.get("user").asText(), user -> new ArrayList<>())
                        .add(record.timestamp());
            }
        }
        return asked;
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
