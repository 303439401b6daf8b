package dibs.compare.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.compare.Contender;
import dibs.compare.Contender.Grant;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load.Outcome;
import dibs.compare.RecordedLoad;
import dibs.compare.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contenders on real Redis servers: what they answer, and what is left of it after a kill. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RedisRivalsTest {
    @TempDir
    Path dir;

    @Test
    void luaIsRightAndLosesNothing() throws Exception {
        try (Contender lua = RedisLua.start(dir, Durability.P, Cpus.ALL)) {
            isRightAndLosesNothing(lua);
        }
    }

    @Test
    void pipelinedLuaIsRightAndLosesNothing() throws Exception {
        try (Contender lua = RedisLuaPipelined.start(dir, Durability.D, Cpus.ALL)) {
            isRightAndLosesNothing(lua);
        }
    }

    @Test
    void luaOnAClusterIsRightAndLosesNothing() throws Exception {
        try (Contender lua = RedisLua.startOnCluster(dir, Durability.P, Cpus.ALL)) {
            isRightAndLosesNothing(lua);
        }
    }

    @Test
    void aLockAroundReadThenWriteIsRightAndLosesNothing() throws Exception {
        try (Contender lock = RedisLock.start(dir, Durability.P, Cpus.ALL)) {
            Trial.answersInOrder(lock, true);
            Trial.contestedWithRanks(lock);
            RecordedLoad load = Trial.killed(lock, "killed");
            assertThat(load.lost(lock.grants("killed"))).isEmpty();
        }
    }

    @Test
    void setNxStoresNoMoreThanThereIsRoomFor() throws Exception {
        try (Contender setNx = RedisSetNx.start(dir, Durability.P, Cpus.ALL)) {
            Trial.answersInOrder(setNx, false);
            Trial.contested(setNx);
            RecordedLoad load = Trial.killed(setNx, "killed");
            assertThat(load.lost(setNx.grants("killed"))).isEmpty();
        }
    }

    @Test
    void localCountersAreRightUntilTheirProcessDies() throws Exception {
        try (Contender counters = LocalCounter.start(dir, Durability.P, Cpus.ALL)) {
            Trial.answersInOrder(counters, true);
            Trial.contestedWithRanks(counters);
            AtomicInteger kills = new AtomicInteger();
            // A kill just after the counters were written loses nothing.
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                String campaign = "killed-" + kills.incrementAndGet();
                RecordedLoad load = Trial.killed(counters, campaign);
                return !load.lost(counters.grants(campaign)).isEmpty();
            });
        }
    }

    private static void isRightAndLosesNothing(Contender contender) throws Exception {
        Trial.answersInOrder(contender, true);
        Trial.contestedWithRanks(contender);
        RecordedLoad load = Trial.killed(contender, "killed");
        List<Grant> stored = contender.grants("killed");
        assertThat(load.lost(stored)).isEmpty();
        assertThat(RecordedLoad.isGapFree(stored)).isTrue();
        assertThat(stored.size()).isEqualTo(100);
        assertThat(load.count(Outcome.GRANTED)).isLessThanOrEqualTo(100);
    }
}
