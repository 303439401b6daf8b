package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dibs.local.RedisOfAge;
import dibs.serve.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The oldest Redis that is supported does all that the newest at hand does. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OldRedisTest {
    @TempDir
    Path dir;

    @Test
    void theOneThatComesAlongWillDo() throws Exception {
        Optional<RedisOfAge> redis = RedisOfAge.thatComesAlong(dir);
        assumeTrue(redis.isPresent(), "the Redis that comes along does not run on this machine");
        isRight(redis.get());
    }

    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void theInstalledOneWillDo() throws Exception {
        Optional<RedisOfAge> redis = RedisOfAge.installed(dir);
        assumeTrue(redis.isPresent(), "no Redis runs on this machine");
        isRight(redis.get());
    }

    private static void isRight(RedisOfAge redis) throws Exception {
        try (redis;
                RunningDibs dibs = RunningDibs.startWith(redis.uri())) {
            System.out.println("Redis " + redis.version());
            RedisRound.isRight(dibs.http());
            List<String> unread = List.of("first", "second", "third", "fourth", "fifth");
            for (String campaign : unread) {
                new Claims(dibs.http()).open(campaign, 1_000, 50);
            }
            try (RunningDibs front = dibs.another(EnumSet.of(Role.FRONT))) {
                // It believes Redis once it heard announcements, and does not wait for it on a busy machine.
                RedisRound.awaitAnnouncements(front.http(), "more");
                assertThat(unread)
                        .anySatisfy(campaign -> assertThat(RedisRound.source(front.http(), "/v1/campaigns/" + campaign))
                                .isEqualTo("redis"));
                RedisRound.changeIsAnnounced(dibs.http(), front.http(), "more");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> RedisRound.source(front.http(), "/v1/users/u-1/wallet")
                                .equals("redis"));
            }
        }
    }
}
