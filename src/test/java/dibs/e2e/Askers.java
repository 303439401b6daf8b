package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.campaign.Position;
import dibs.stream.HomePartition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Claimants, operators and readers who ask any instance of a fleet, and hold the answers against what was answered
 * before: no refusal is older than what an operator was told before it was asked for, and no caller's position goes back.
 */
final class Askers implements AutoCloseable {
    private static final int USERS = 2_000;
    private static final int GRANTS = 200;
    /** Between two calls of one caller: what happens to the instances is what is tried, and not how many they bear. */
    private static final Duration PAUSE = Duration.ofMillis(15);

    private static final Set<String> REFUSALS = Set.of("sold_out", "paused", "closed");

    private final Fleet fleet;
    private final Function<String, Claims> newClient;
    private final List<String> campaigns = Crowd.onePerPartition();
    private final AnswerJournal journal = new AnswerJournal();
    private final ConcurrentMap<String, Claims> clients = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> told = new ConcurrentHashMap<>();
    private final Set<String> reversed = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final ExecutorService callers;
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

    private Askers(Fleet fleet, int count, Function<String, Claims> newClient) {
        this.fleet = fleet;
        this.newClient = newClient;
        this.callers = Executors.newFixedThreadPool(count);
    }

    static Askers of(Fleet fleet, int count) throws Exception {
        return of(fleet, count, Claims::new);
    }

    /** By clients of an address. */
    static Askers of(Fleet fleet, int count, Function<String, Claims> newClient) throws Exception {
        Askers askers = new Askers(fleet, count, newClient);
        for (String campaign : askers.campaigns) {
            assertThat(askers.client(new Random())
                            .open(campaign, GRANTS * 100L, 100)
                            .status())
                    .isEqualTo(201);
        }
        for (int i = 0; i < count; i++) {
            Caller caller = askers.new Caller(new Random(i));
            askers.running.add(askers.callers.submit(caller::run));
        }
        return askers;
    }

    private Claims client(Random choice) {
        return clients.computeIfAbsent(fleet.any(choice), newClient);
    }

    /** One who asks again and again, and remembers the newest position of each campaign. */
    private final class Caller {
        private final Random random;
        private final Map<String, Long> seen = new HashMap<>();

        Caller(Random random) {
            this.random = random;
        }

        Void run() throws Exception {
            while (!stopping) {
                try {
                    LockSupport.parkNanos(PAUSE.toNanos());
                    ask(campaigns.get(random.nextInt(campaigns.size())), random.nextInt(1_000));
                    answers.incrementAndGet();
                } catch (IOException e) {
                    count("no answer");
                }
            }
            return null;
        }

        private void ask(String campaign, int what) throws Exception {
            if (what < 600) {
                claim(campaign, "u-" + random.nextInt(USERS));
            } else if (what < 980) {
                read(campaign);
            } else if (what < 990) {
                operate(campaign, "/top-ups", "{\"amount\":300,\"requestId\":\"" + random.nextLong() + "\"}");
            } else if (what < 996) {
                operate(campaign, random.nextBoolean() ? "/pause" : "/resume", "{}");
            } else {
                reverse(campaign, "u-" + random.nextInt(USERS));
            }
        }

        private void claim(String campaign, String user) throws Exception {
            long before = told.getOrDefault(campaign, -1L);
            boolean isReversed = reversed.contains(campaign + " " + user);
            Claims.Answer answer = client(random).claim(campaign, user);
            String outcome = count(answer);
            journal.add(campaign, user, answer);
            if (REFUSALS.contains(outcome)) {
                assertThat(position(answer).offset())
                        .as("%s was refused under an old state: %s", user, answer.body())
                        .isGreaterThanOrEqualTo(before);
            }
            if (isReversed && answer.status() != 202 && answer.status() != 503) {
                assertThat(outcome).isEqualTo("reversed");
            }
        }

        private Position position(Claims.Answer answer) {
            return Position.parse(answer.body().get("position").asText());
        }

        private void operate(String campaign, String path, String body) throws Exception {
            Claims.Answer answer = client(random).post("/v1/campaigns/" + campaign + path, body);
            count("operator " + answer.status());
            if (answer.status() == 200) {
                remember(campaign, answer);
            }
        }

        private void reverse(String campaign, String user) throws Exception {
            Claims.Answer answer = client(random)
                    .post(
                            "/v1/campaigns/" + campaign + "/claims/" + user + "/reversal",
                            "{\"returnBudget\":true,\"reason\":\"test\"}");
            count("reversal " + answer.status());
            if (answer.status() == 200) {
                remember(campaign, answer);
                reversed.add(campaign + " " + user);
            }
        }

        private void remember(String campaign, Claims.Answer answer) {
            told.merge(
                    campaign,
                    Position.parse(Answers.header(answer, "Dibs-Position")).offset(),
                    Math::max);
        }

        /** What it saw last goes along, so nothing older may come. */
        private void read(String campaign) throws Exception {
            String user = "u-" + random.nextInt(USERS);
            boolean stats = random.nextBoolean();
            String path = "/v1/campaigns/" + campaign + (stats ? "/stats" : "/claims/" + user);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(fleet.any(random) + path)).GET();
            Long last = seen.get(campaign);
            int home = HomePartition.of(campaign, 4);
            if (last != null) {
                request.header("Dibs-Position", home + ":" + last);
            }
            Claims.Answer answer = client(random).send(request);
            count("read " + answer.status());
            if (answer.status() == 503) {
                return;
            }
            long now = Position.parse(Answers.header(answer, "Dibs-Position")).offset();
            assertThat(now).as("%s went back", campaign).isGreaterThanOrEqualTo(last == null ? -1 : last);
            seen.put(campaign, now);
            if (!stats && answer.status() != 202) {
                journal.add(campaign, user, answer);
            }
        }
    }

    private String count(Claims.Answer answer) {
        String outcome = answer.body().path("outcome").asText(Integer.toString(answer.status()));
        count(outcome);
        return outcome;
    }

    private synchronized void count(String what) {
        outcomes.merge(what, 1, Integer::sum);
    }

    synchronized int answered(String outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    synchronized String summary() {
        return answers + " answers " + outcomes;
    }

    /** One of each partition. */
    List<String> campaigns() {
        return campaigns;
    }

    Path journal() throws IOException {
        return journal.file();
    }

    /** Returns once so many more were answered; fails where a caller met a wrong answer. */
    void awaitAnswers(int more) throws Exception {
        int enough = answers.get() + more;
        await().atMost(Duration.ofSeconds(90)).until(() -> answers.get() >= enough || anyFailed());
        if (anyFailed()) {
            stop();
        }
    }

    private boolean anyFailed() {
        return running.stream().anyMatch(Future::isDone);
    }

    void stop() throws Exception {
        stopping = true;
        callers.shutdown();
        assertThat(callers.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
        for (Future<?> caller : running) {
            caller.get();
        }
    }

    @Override
    public void close() {
        stopping = true;
        callers.shutdownNow();
    }
}
