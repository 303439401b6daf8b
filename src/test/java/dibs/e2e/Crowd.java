package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.campaign.Decision.ClaimDecision;
import dibs.stream.HomePartition;
import dibs.wire.Rfc3339;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Many callers who claim without a pause on a campaign of every partition, and remember all they were told. */
final class Crowd implements AutoCloseable {
    private static final int USERS = 6_000;
    private static final int GRANTS = 3_000;

    private final RunningDibs dibs;
    private final Claims claims;
    private final List<String> campaigns = onePerPartition();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final ExecutorService callers;
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

    private record Told(String campaign, String user, int status, String outcome, String grant, String position) {}

    private Crowd(RunningDibs dibs, int callers) {
        this.dibs = dibs;
        this.claims = new Claims(dibs.http());
        this.callers = Executors.newFixedThreadPool(callers);
    }

    /** Opens the campaigns and lets the callers loose. */
    static Crowd claiming(RunningDibs dibs, int callers) throws Exception {
        Crowd crowd = new Crowd(dibs, callers);
        for (String campaign : crowd.campaigns) {
            assertThat(crowd.claims.open(campaign, GRANTS * 100L, 100).status()).isEqualTo(201);
        }
        for (int caller = 0; caller < callers; caller++) {
            Random random = new Random(caller);
            crowd.running.add(crowd.callers.submit(() -> crowd.claim(random)));
        }
        return crowd;
    }

    /** Ids whose home partitions are 0, 1, 2 and 3. */
    static List<String> onePerPartition() {
        return IntStream.range(0, 4)
                .mapToObj(p -> IntStream.range(0, 1000)
                        .mapToObj(i -> "crowd-" + i)
                        .filter(id -> HomePartition.of(id, 4) == p)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private Void claim(Random random) throws Exception {
        while (!stopping) {
            String campaign = campaigns.get(random.nextInt(campaigns.size()));
            String user = "u-" + random.nextInt(USERS);
            Claims.Answer answer = claims.claim(campaign, user);
            told.add(new Told(
                    campaign,
                    user,
                    answer.status(),
                    answer.body().path("outcome").asText(),
                    answer.grant(),
                    answer.body().path("position").asText()));
            answers.incrementAndGet();
        }
        return null;
    }

    int answers() {
        return answers.get();
    }

    /** Returns once so many more were answered. */
    void awaitAnswers(int more) {
        int enough = answers.get() + more;
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> answers.get() >= enough);
    }

    /** Lets the claims under way be answered; fails if a caller met what is no answer. */
    void stop() throws Exception {
        stopping = true;
        callers.shutdown();
        assertThat(callers.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
        for (Future<?> caller : running) {
            caller.get();
        }
    }

    DecisionLog assertEveryAnswerIsWhatTheLogSays() throws Exception {
        DecisionLog log = DecisionLog.read(dibs.topic("decisions"));
        Map<String, ClaimDecision> byRequest = new HashMap<>();
        Map<String, ClaimDecision> byGrantee = new HashMap<>();
        for (String campaign : campaigns) {
            log.claims(campaign).forEach(claim -> byRequest.put(claim.position().toString(), claim));
            List<ClaimDecision> grants = log.grants(campaign);
            grants.forEach(grant -> assertThat(byGrantee.put(campaign + " " + grant.user(), grant))
                    .isNull());
            assertThat(grants.stream()
                            .map(grant -> grant.grant().rank())
                            .sorted()
                            .toList())
                    .isEqualTo(LongStream.rangeClosed(1, grants.size()).boxed().toList());
            assertThat(grants.size()).isLessThanOrEqualTo(GRANTS);
            await().atMost(Duration.ofSeconds(60)).until(() -> dibs.ledger().rows(campaign) == grants.size());
        }
        for (Told one : told) {
            if (one.status() == 200 || one.status() == 201) {
                assertThat(one.grant()).isEqualTo(text(byGrantee.get(one.campaign() + " " + one.user())));
            } else {
                assertThat(one.status()).as("%s", one).isEqualTo(409);
                assertThat(byRequest.get(one.position()).outcome().wireName()).isEqualTo(one.outcome());
            }
        }
        return log;
    }

    private static String text(ClaimDecision granted) {
        return granted.grant().amount() + " #" + granted.grant().rank() + " "
                + granted.grant().requestId() + " "
                + Rfc3339.format(granted.grant().decidedAt()) + " "
                + granted.grant().position();
    }

    /** The value of a metric of the front, as printed. */
    String metric(String name) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(dibs.http() + "/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        stopping = true;
        callers.shutdownNow();
    }
}
