package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dibs.local.Certificates;
import dibs.local.SecureRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that must be logged in to, and one that must be spoken to by TLS and shows its certificate. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class RedisLoginTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void userAndPasswordAreGiven() throws Exception {
        try (SecureRedis redis = SecureRedis.withLogin(dir, "user", "p@ss");
                RunningDibs dibs = RunningDibs.startWith(redis.uri())) {
            assertThat(redis.uri()).contains("user:p%40ss@");
            RedisRound.isRight(dibs.http());
        }
    }

    @Test
    void aCertificateThatIsTrustedAndNamesTheHostIsTaken() throws Exception {
        try (SecureRedis redis = withTls("ip:127.0.0.1,dns:localhost");
                ServeProcess serve = start(trusting(), redis)) {
            RedisRound.isRight(serve.http());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void oneThatIsNotTrustedIsRefused() throws Exception {
        try (SecureRedis redis = withTls("ip:127.0.0.1,dns:localhost");
                ServeProcess serve = start(List.of(), redis)) {
            servesWithout(serve, "PKIX path building failed");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void oneOfAnotherHostIsRefused() throws Exception {
        try (SecureRedis redis = withTls("ip:127.0.0.2,dns:elsewhere");
                ServeProcess serve = start(trusting(), redis)) {
            servesWithout(serve, "No subject alternative names matching IP address 127.0.0.1");
        }
    }

    private SecureRedis withTls(String names) {
        Optional<SecureRedis> redis = SecureRedis.withTls(dir.resolve("redis"), names);
        assumeTrue(redis.isPresent(), "the Redis of this machine was built without TLS");
        return redis.get();
    }

    private List<String> trusting() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + Certificates.trustStore(dir.resolve("redis")),
                "-Djavax.net.ssl.trustStorePassword=" + Certificates.STORE_PASSWORD);
    }

    private ServeProcess start(List<String> jvm, SecureRedis redis) {
        return ServeProcess.startWith(jvm, dir.resolve("data"), "--redis", redis.uri());
    }

    private static void servesWithout(ServeProcess serve, String why) throws Exception {
        Claims claims = new Claims(serve.http());
        assertThat(claims.open("on", 1_000, 100).status()).isEqualTo(201);
        assertThat(claims.claimForSure("on", "u-1").status()).isEqualTo(201);
        assertThat(claims.get("/v1/campaigns/on").status()).isEqualTo(200);
        await().atMost(SOON)
                .until(() ->
                        claims.get("/v1/users/u-1/wallet").body().path("points").asLong() == 100);
        assertThat(RedisRound.source(serve.http(), "/v1/users/u-1/wallet")).isEqualTo("database");
        await().atMost(SOON).until(() -> serve.log().contains("campaigns do not reach Redis"));
        assertThat(serve.log()).contains(why);
    }
}
