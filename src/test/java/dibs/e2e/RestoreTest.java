package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** How long an instance that has nothing takes to have everything, by the million grants. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
class RestoreTest {
    private static final int GRANTS = 400_000;
    private static final int ROUNDS = 3;

    @Test
    void storesComeBackFromTheirChangelogs() throws Exception {
        EnumSet<Role> roles = EnumSet.of(Role.FRONT, Role.DECIDER);
        List<String> campaigns = Crowd.onePerPartition();
        RunningDibs dibs = RunningDibs.start(roles);
        Claims claims = new Claims(dibs.http());
        for (String campaign : campaigns) {
            claims.open(campaign, GRANTS * 100L, 100);
        }
        KafkaRecords.claims(dibs, campaigns, 1, GRANTS);
        await().atMost(Duration.ofMinutes(10)).until(() -> granted(claims, campaigns) == GRANTS);
        dibs.close();
        List<Double> kept = new ArrayList<>();
        List<Double> anew = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            kept.add(seconds(dibs, roles, campaigns));
            Utils.delete(dibs.stateDir().toFile());
            anew.add(seconds(dibs, roles, campaigns));
        }
        System.out.printf(
                "start with stores of %d grants: %s s; without, restored: %s s, %.1f s more for a million%n",
                GRANTS, kept, anew, (median(anew) - median(kept)) * 1e6 / GRANTS);
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    private static double seconds(RunningDibs before, EnumSet<Role> roles, List<String> campaigns) throws Exception {
        long begun = System.nanoTime();
        try (RunningDibs dibs = before.again(roles)) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(granted(new Claims(dibs.http()), campaigns)).isEqualTo(GRANTS);
            return seconds;
        }
    }

    private static long granted(Claims claims, List<String> campaigns) throws Exception {
        long granted = 0;
        for (String campaign : campaigns) {
            granted += claims.get("/v1/campaigns/" + campaign + "/stats")
                    .body()
                    .path("granted")
                    .asLong();
        }
        return granted;
    }
}
