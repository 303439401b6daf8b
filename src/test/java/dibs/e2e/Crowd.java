package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.audit.AuditReport;
import dibs.stream.HomePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Many callers who claim without a pause on a campaign of every partition, and remember all they were told. */
final class Crowd implements AutoCloseable {
    private static final int USERS = 6_000;
    private static final int GRANTS = 3_000;

    private final RunningDibs dibs;
    private final Claims claims;
    private final List<String> campaigns = onePerPartition();
    private final AnswerJournal journal = new AnswerJournal();
    private final AtomicInteger answers = new AtomicInteger();
    private final ExecutorService callers;
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopping;

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
            journal.add(campaign, user, answer);
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

    /** What an audit says in the middle of it all. */
    AuditReport auditNow() throws Exception {
        return Audited.run(dibs.audited(journal.file()));
    }

    /** Fails unless all is as the log says: every answer, every copy of a decision, the ledger. */
    AuditReport audit() throws Exception {
        return Audited.clean(dibs, journal.file());
    }

    /** A metric of the front, see {@link Metrics}. */
    double metric(String name) throws Exception {
        return Metrics.of(dibs.http(), name);
    }

    @Override
    public void close() {
        stopping = true;
        callers.shutdownNow();
    }
}
