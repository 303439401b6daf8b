package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.auth.Issuer;
import dibs.auth.KeyServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An issuer changes its keys while claims go on: no valid token is refused, and old ones are after their time. */
class RotationTest {
    private static final int CALLERS = 4;
    private static final int ROTATIONS = Proof.times(4, 40);
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final AtomicReference<Issuer> current = new AtomicReference<>(new Issuer("k-0"));
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    @Test
    void keysChangeUnderLoad() throws Exception {
        try (KeyServer keys = new KeyServer(Issuer.jwks(current.get()));
                RunningDibs dibs = RunningDibs.start(
                        "front.decision-timeout=30s",
                        "auth.mode=jwt",
                        "auth.jwks=" + keys.url(),
                        "auth.jwks-refresh=" + REFRESH.toMillis() + "ms",
                        "auth.issuer=" + Issuer.NAME,
                        "auth.audience=" + Issuer.AUDIENCE)) {
            Claims claims = new Claims(dibs.http());
            assertThat(post(claims, dibs, "/v1/campaigns", open(), current.get().token("boss", "dibs:operate")))
                    .isEqualTo(201);
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                running.add(callers.submit(() -> claim(claims, dibs)));
            }
            for (int i = 1; i <= ROTATIONS; i++) {
                rotate(keys, claims, dibs, new Issuer("k-" + i));
            }
            stopping = true;
            for (Future<?> caller : running) {
                caller.get(60, TimeUnit.SECONDS);
            }
            callers.shutdown();
            assertThat(statuses).containsOnlyKeys(201);
            Audited.clean(dibs);
        }
    }

    private static String open() {
        return "{\"id\":\"keys\",\"title\":\"T\",\"budget\":1000000000,\"reward\":100}";
    }

    /** The new key is published beside the old one, then used, and the old one is taken away. */
    private void rotate(KeyServer keys, Claims claims, RunningDibs dibs, Issuer next) throws Exception {
        Issuer old = current.get();
        awaitClaims();
        keys.publish(Issuer.jwks(old, next));
        current.set(next);
        awaitClaims();
        assertThat(claim(claims, dibs, old)).isEqualTo(201);
        keys.publish(Issuer.jwks(next));
        await().pollInterval(Duration.ofMillis(50))
                .atMost(REFRESH.multipliedBy(3))
                .until(() -> claim(claims, dibs, old) == 401);
        awaitClaims();
    }

    /** Whoever signs next has seen what was published before. */
    private void awaitClaims() {
        int enough = numbers.get() + 2 * CALLERS;
        await().pollInterval(Duration.ofMillis(1)).until(() -> numbers.get() >= enough);
    }

    private Void claim(Claims claims, RunningDibs dibs) throws Exception {
        while (!stopping) {
            statuses.merge(claim(claims, dibs, current.get()), 1, Integer::sum);
        }
        return null;
    }

    private int claim(Claims claims, RunningDibs dibs, Issuer issuer) throws Exception {
        String user = "u-" + numbers.incrementAndGet();
        return post(claims, dibs, "/v1/campaigns/keys/claims", "{\"user\":\"" + user + "\"}", issuer.token(user));
    }

    private static int post(Claims claims, RunningDibs dibs, String path, String body, String token) throws Exception {
        return claims.send(Call.post("", path, "", body).request(dibs.http(), "Bearer " + token))
                .status();
    }
}
