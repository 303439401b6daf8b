package dibs.rush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.rush.LyingServer.Answer;
import dibs.rush.LyingServer.Claim;
import dibs.rush.LyingServer.Lie;
import dibs.terminal.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rush against a server that lies says what is wrong, and against an honest one that has its troubles it does not. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LiesTest {
    private static final int USERS = 200;
    private static final Lie HONEST = Claim::honest;

    @TempDir
    Path folder;

    static Stream<Arguments> lies() {
        Answer yes = new Answer(
                201,
                "{\"outcome\":\"granted\",\"repeated\":false,\"campaign\":\"c\",\"user\":\"USER\",\"amount\":100,"
                        + "\"rank\":RANK,\"requestId\":\"r\",\"decidedAt\":\"2026-11-24T00:00:00.000Z\","
                        + "\"position\":\"0:RANK\"}");
        return Stream.of(
                Arguments.of(
                        Contradiction.OVER_BUDGET,
                        once(
                                c -> c.honest().status() == 409,
                                c -> yes.with("USER", c.user())
                                        .with("RANK", "101")
                                        .with("0:RANK", "0:5"))),
                Arguments.of(
                        Contradiction.GRANTED_TWICE,
                        once(
                                c -> c.honest().status() == 200,
                                c -> new Answer(
                                        201, c.honest().with("true", "false").body()))),
                Arguments.of(
                        Contradiction.GRANT_CHANGED,
                        once(c -> c.honest().status() == 200, c -> c.honest().with("\"rank\":\\d+", "\"rank\":77"))),
                Arguments.of(
                        Contradiction.GRANT_CHANGED,
                        once(c -> c.honest().status() == 200, c -> c.honest().with("r-\\d+", "other"))),
                Arguments.of(
                        Contradiction.RANK_SHARED,
                        once(c -> c.rank() == 50, c -> c.honest().with("\"rank\":50", "\"rank\":49"))),
                Arguments.of(
                        Contradiction.RANK_GAP,
                        once(c -> c.rank() == 100, c -> c.honest().with("\"rank\":100", "\"rank\":1000"))),
                Arguments.of(
                        Contradiction.WRONG_AMOUNT,
                        once(Claim::isGranted, c -> c.honest().with("\"amount\":100", "\"amount\":99"))),
                Arguments.of(
                        Contradiction.NO_AFTER_YES,
                        once(
                                c -> c.honest().status() == 200,
                                c -> new Answer(
                                        409,
                                        "{\"outcome\":\"sold_out\",\"campaign\":\"c\",\"user\":\"" + c.user()
                                                + "\",\"position\":\"0:9999\"}"))),
                Arguments.of(Contradiction.INVALID, once(c -> true, c -> new Answer(500, "{\"title\":\"sorry\"}"))),
                Arguments.of(Contradiction.INVALID, once(c -> true, c -> new Answer(200, "<html>"))),
                Arguments.of(
                        Contradiction.INVALID, once(c -> true, c -> c.honest().with("\"user\":\"", "\"user\":\"x"))),
                Arguments.of(
                        Contradiction.INVALID,
                        once(Claim::isGranted, c -> new Answer(200, c.honest().body()))),
                Arguments.of(
                        Contradiction.INVALID,
                        once(c -> c.honest().status() == 409, c -> c.honest().with("sold_out", "out_of_luck"))));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void eachLieIsNamed(Contradiction expected, Lie lie) throws Exception {
        RushReport report = rush(plan(0, 1, 10), lie, Journal.none());
        assertThat(report.contradictions()).containsKey(expected);
        assertThat(report.contradictions().get(expected).count()).isEqualTo(1);
        assertThat(RushText.table(report))
                .contains("CONTRADICTION " + expected.wireName())
                .contains(report.contradictions().get(expected).examples())
                .doesNotContain("nothing contradicts");
    }

    /** On a busy machine honest ones may be late as well. */
    @Test
    void lateAnswersAreNamed() throws Exception {
        CountDown late = new CountDown();
        RushReport report =
                rush(plan(0, 8, 0.3), claim -> late.first(5) ? slowly(claim, 400) : claim.honest(), Journal.none());
        assertThat(report.contradictions().get(Contradiction.LATE).count()).isGreaterThanOrEqualTo(5);
        assertThat(RushText.table(report)).contains("CONTRADICTION late").contains("was answered after 0.");
    }

    /** Connections that break again and again, answers that stay away, and such that stop in the middle. */
    @Test
    void answersThatNeverComeAreNamed() throws Exception {
        CountDownLatch rushIsOver = new CountDownLatch(1);
        RushReport report = rush(
                plan(0, 8, 1.5),
                claim -> {
                    if (claim.user().equals("u-3")) {
                        rushIsOver.await(1, TimeUnit.MINUTES);
                    }
                    return switch (claim.user()) {
                        case "u-1", "u-3" -> null;
                        case "u-2" -> new Answer(201, claim.honest().body(), Map.of("Stalls", "yes"));
                        default -> claim.honest();
                    };
                },
                Journal.none());
        rushIsOver.countDown();
        assertThat(report.contradictions().get(Contradiction.NEVER).count()).isEqualTo(6);
        assertThat(RushText.table(report)).contains("CONTRADICTION never").contains("u-3 has no final answer");
        assertThat(report.contradictions().get(Contradiction.NEVER).examples())
                .anyMatch(example -> example.contains("u-2 has no final answer"));
    }

    /** Connections that break, 503, and 202 with and without a place to look at: all are pursued. */
    @Test
    void anHonestServerInTroubleIsPursued() throws Exception {
        Map<String, Integer> times = new ConcurrentHashMap<>();
        Path file = folder.resolve("journal");
        RushReport report;
        try (Journal journal = Journal.at(file)) {
            report = rush(
                    plan(0, 8, 10),
                    claim -> times.merge(claim.user(), 1, Integer::sum) > 1 ? claim.honest() : trouble(claim),
                    journal);
        }
        assertThat(report.contradictions()).isEmpty();
        assertThat(report.latencies().values().stream()
                        .limit(report.latencies().size() - 2L)
                        .mapToLong(RushReport.Latency::count)
                        .sum())
                .isEqualTo(2L * USERS);
        assertThat(report.attempts()).containsOnlyKeys("unanswered", "turned_away", "undecided");
        assertThat(report.usersGranted()).isEqualTo(USERS / 2);
        assertAskedBeforeTold(Files.readAllLines(file));
    }

    private static Answer trouble(Claim claim) {
        String undecided = "{\"outcome\":\"undecided\",\"campaign\":\"c\",\"user\":\"" + claim.user() + "\"}";
        String path = "/v1/campaigns/c/claims/" + claim.user();
        return switch (Integer.parseInt(claim.user().substring(2)) % 4) {
            case 0 -> null;
            case 1 -> new Answer(503, "{\"title\":\"busy\"}", Map.of("Retry-After", "1"));
            case 2 -> new Answer(202, undecided, Map.of("Location", path + "?position=0:1"));
            default -> new Answer(202, undecided, Map.of("Location", path));
        };
    }

    private static void assertAskedBeforeTold(List<String> lines) {
        List<String> open = new ArrayList<>();
        assertThat(lines.get(0)).startsWith("{\"journal\":1,");
        for (String line : lines.subList(1, lines.size())) {
            String number = line.replaceFirst("\\{\"\\w+\":(\\d+),.*", "$1");
            if (line.startsWith("{\"asked\":")) {
                open.add(number);
            } else {
                assertThat(line).matches("\\{\"(told|unanswered)\":.*");
                assertThat(open.remove(number)).as(line).isTrue();
            }
        }
        assertThat(open).isEmpty();
    }

    /**
     * A server that stands still for a second in the middle of a second and a half: whoever was due in it waited, sent or
     * not, so half of all claims took at least as long as half of those due in that second.
     */
    @Test
    void theOpenLoopMeasuresFromWhenAClaimWasDue() throws Exception {
        AtomicBoolean stood = new AtomicBoolean();
        long[] until = new long[1];
        Object lock = new Object();
        RushPlan slow = new RushPlan(
                "c", 300, 1, 200, 2, 15_000, 100, Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(30));
        RushReport report = rush(
                slow,
                claim -> {
                    synchronized (lock) {
                        if (claim.rank() == 20 && !stood.getAndSet(true)) {
                            until[0] = System.nanoTime() + 1_000_000_000L;
                        }
                    }
                    for (long left = until[0] - System.nanoTime();
                            until[0] != 0 && left > 0;
                            left = until[0] - System.nanoTime()) {
                        TimeUnit.NANOSECONDS.sleep(left);
                    }
                    return claim.honest();
                },
                Journal.none());
        assertThat(report.isClean()).isTrue();
        // 200 claims are due in the second; two are on the wire, the others would not be seen by a closed loop.
        double slowerThanAQuarter = report.picture().entrySet().stream()
                .filter(each -> each.getKey() > 512)
                .mapToLong(each -> each.getValue().get(0) + each.getValue().get(1))
                .sum();
        assertThat(slowerThanAQuarter).isGreaterThan(80);
        assertThat(report.leftLate().max()).isGreaterThan(500);
        assertThat(RushText.table(report)).contains("claims left late");
    }

    @Test
    void anHonestServerIsNotAccusedAndACampaignIsClaimedOnce() throws Exception {
        try (LyingServer server = new LyingServer(HONEST);
                HttpTarget target = new HttpTarget(server.url(), Duration.ofSeconds(10))) {
            Rush rush = new Rush(plan(0, 8, 10), target, Journal.none());
            RushReport report = rush.run(Progress.none());
            assertThat(report.contradictions()).isEmpty();
            assertThat(RushText.table(report))
                    .contains("nothing contradicts: 100 users were granted 10,000 points, ranks 1 to 100");
            assertThatThrownBy(() -> rush.run(Progress.none())).hasMessageContaining("there already");
        }
    }

    private static RushReport rush(RushPlan plan, Lie lie, Journal journal) throws Exception {
        try (LyingServer server = new LyingServer(lie);
                HttpTarget target =
                        new HttpTarget(server.url(), plan.answerWithin().multipliedBy(3))) {
            return new Rush(plan, target, journal).run(Progress.none());
        }
    }

    private static RushPlan plan(double rate, int concurrency, double answerWithin) {
        Duration within = Duration.ofMillis((long) (answerWithin * 1000));
        return new RushPlan(
                "c", USERS, 2, rate, concurrency, USERS / 2 * 100L, 100, Duration.ZERO, within, Duration.ofSeconds(4));
    }

    private interface Wanted {
        boolean is(Claim claim);
    }

    /** Lies the first time a claim is as wanted, and is honest ever after. */
    private static Lie once(Wanted wanted, Lie lie) {
        AtomicBoolean lied = new AtomicBoolean();
        return claim -> wanted.is(claim) && !lied.getAndSet(true) ? lie.of(claim) : claim.honest();
    }

    private static Answer slowly(Claim claim, long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return claim.honest();
    }

    /** Counts down to none. */
    private static final class CountDown {
        private int count;

        synchronized boolean first(int many) {
            return count++ < many;
        }
    }
}
