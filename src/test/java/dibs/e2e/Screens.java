package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dibs.ledger.DatabaseUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Users who look at their screens while others claim, at a rate of their own; each answer is held against what was
 * committed in the ledger before it was asked for.
 */
final class Screens implements AutoCloseable {
    private static final int LOOKERS = 4;

    private final Claims claims;
    private final Jdbi ledger;
    private final String campaign;
    private final int users;
    private final ExecutorService lookers = Executors.newFixedThreadPool(LOOKERS);
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<String, Long> sources = new TreeMap<>();
    private final List<Long> millis = new ArrayList<>();
    private volatile boolean stopping;

    private Screens(RunningDibs dibs, String campaign, int users) {
        this.claims = new Claims(dibs.http());
        DatabaseUrl url = DatabaseUrl.parse(dibs.database());
        this.ledger = Jdbi.create(url.jdbcUrl(), url.user(), url.password());
        this.campaign = campaign;
        this.users = users;
    }

    /** So many looks a second at {@code campaign}, by users named as a rush names them. */
    static Screens lookingAt(RunningDibs dibs, String campaign, int users, int rate) {
        Screens screens = new Screens(dibs, campaign, users);
        long pause = TimeUnit.SECONDS.toNanos(LOOKERS) / rate;
        for (int looker = 0; looker < LOOKERS; looker++) {
            Random random = new Random(looker);
            screens.running.add(screens.lookers.submit(() -> screens.look(random, pause)));
        }
        return screens;
    }

    private Void look(Random random, long pause) throws Exception {
        try (Handle handle = ledger.open()) {
            long due = System.nanoTime();
            while (!stopping) {
                LockSupport.parkNanos(due - System.nanoTime());
                due += pause;
                look(handle, "u-" + random.nextInt(users));
            }
        }
        return null;
    }

    private void look(Handle handle, String user) throws Exception {
        long committed = handle.createQuery(
                        "select coalesce(sum(amount), 0)::bigint from dibs.ledger_entry" + " where user_id = ?")
                .bind(0, user)
                .mapTo(Long.class)
                .one();
        boolean here = handle.createQuery(
                        "select exists (select from dibs.ledger_entry where campaign_id = ? and user_id = ?)")
                .bind(0, campaign)
                .bind(1, user)
                .mapTo(Boolean.class)
                .one();
        long asked = System.nanoTime();
        Claims.Answer answer = claims.get("/v1/pages/campaign/" + campaign + "?user=" + user);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        JsonNode page = answer.body();
        String source = page.path("sources").path("wallet").asText("missing");
        if (source.equals("redis") || source.equals("database")) {
            assertThat(page.path("wallet").path("points").asLong())
                    .as("%s from %s, %d points were committed before: %s", user, source, committed, page)
                    .isGreaterThanOrEqualTo(committed);
        }
        if (here) {
            assertThat(page.path("claim").path("outcome").asText())
                    .as("%s", page)
                    .isEqualTo("granted");
        }
        note(source, page.path("sources").path("campaign").asText("missing"), took);
    }

    private synchronized void note(String wallet, String data, long took) {
        sources.merge("wallet " + wallet, 1L, Long::sum);
        sources.merge("campaign " + data, 1L, Long::sum);
        millis.add(took);
    }

    /** How many parts came from where. */
    synchronized Map<String, Long> sources() {
        return new TreeMap<>(sources);
    }

    synchronized long slowest() {
        return millis.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    synchronized long p99() {
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) (sorted.length * 0.99)];
    }

    /** Fails if a look showed what it must not. */
    void stop() throws Exception {
        stopping = true;
        for (Future<?> one : running) {
            one.get();
        }
    }

    @Override
    public void close() {
        stopping = true;
        lookers.shutdownNow();
    }
}
