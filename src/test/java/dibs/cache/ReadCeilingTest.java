package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ceiling of fronts that come, go, stand still and lose the database; time is a number here. */
class ReadCeilingTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int FRONTS = 5;
    private static final List<State> AWAY = List.of(State.CUT_OFF, State.STANDS_STILL, State.GONE);

    private enum State {
        WORKS,
        CUT_OFF,
        STANDS_STILL,
        GONE
    }

    private long now = new SplittableRandom().nextLong(-1_000 * SECOND, 1_000 * SECOND);

    private ReadCeiling ceiling(int perSecond) {
        return new ReadCeiling(perSecond, () -> now);
    }

    /** As many as can be taken in so many milliseconds, without a look. */
    private int taken(ReadCeiling ceiling, int millis) {
        int taken = 0;
        for (int i = 0; i < millis; i++) {
            now += MILLI;
            while (ceiling.take()) {
                taken++;
            }
        }
        return taken;
    }

    /** The same with a look before each second. */
    private int takenWhileCounted(ReadCeiling ceiling, int fronts, int seconds) {
        int taken = 0;
        for (int i = 0; i < seconds; i++) {
            ceiling.counted(fronts);
            taken += taken(ceiling, 1_000);
        }
        return taken;
    }

    @Test
    void nothingIsTakenBeforeTheFrontsAreCounted() {
        assertThat(taken(ceiling(500), 10_000)).isZero();
    }

    @Test
    void whoeverIsAloneTakesAtOnceAndAlmostAllOfIt() {
        ReadCeiling ceiling = ceiling(500);
        ceiling.counted(1);
        assertThat(taken(ceiling, 10)).isPositive();
        assertThat(takenWhileCounted(ceiling, 1, 10)).isBetween(4_200, 5_000);
    }

    @Test
    void whatWasNotUsedIsSavedUpInSmallPart() {
        ReadCeiling ceiling = ceiling(500);
        ceiling.counted(1);
        now += 2 * SECOND;
        assertThat(taken(ceiling, 1)).isEqualTo(25);
    }

    @Test
    void aNewcomerTakesNothingUntilAllHaveCountedHim() {
        ReadCeiling ceiling = ceiling(500);
        assertThat(takenWhileCounted(ceiling, 2, 4)).isZero();
        assertThat(takenWhileCounted(ceiling, 2, 10)).isBetween(2_100, 2_500);
    }

    @Test
    void whoLosesTheDatabaseTakesNothingAndIsANewcomerThen() {
        ReadCeiling ceiling = ceiling(500);
        takenWhileCounted(ceiling, 2, 5);
        ceiling.notCounted();
        assertThat(taken(ceiling, 2_000)).isZero();
        assertThat(takenWhileCounted(ceiling, 2, 4)).isZero();
        assertThat(takenWhileCounted(ceiling, 2, 1)).isPositive();
    }

    @Test
    void whoIsTheFirstToReturnDoesNotTakeThePartOfThoseWhoWereThereJustNow() {
        ReadCeiling ceiling = ceiling(500);
        takenWhileCounted(ceiling, 2, 5);
        ceiling.notCounted();
        taken(ceiling, 1_000);
        assertThat(takenWhileCounted(ceiling, 1, 3)).isZero();
        assertThat(takenWhileCounted(ceiling, 1, 5)).isBetween(1_900, 2_500);
    }

    @Test
    void whoeverIsAloneAndLosesTheDatabaseTakesAtOnceWhenItIsBack() {
        ReadCeiling ceiling = ceiling(500);
        takenWhileCounted(ceiling, 1, 5);
        ceiling.notCounted();
        taken(ceiling, 1_000);
        assertThat(takenWhileCounted(ceiling, 1, 1)).isBetween(420, 500);
    }

    @Test
    void thePartOfOneWhoLeftIsTakenOnlyAfterAWhile() {
        ReadCeiling ceiling = ceiling(500);
        takenWhileCounted(ceiling, 2, 5);
        assertThat(takenWhileCounted(ceiling, 1, 3)).isBetween(630, 750);
        takenWhileCounted(ceiling, 1, 1);
        assertThat(takenWhileCounted(ceiling, 1, 10)).isBetween(4_200, 5_000);
    }

    @Test
    void whoDoesNotLookAnyMoreTakesNothing() {
        ReadCeiling ceiling = ceiling(500);
        takenWhileCounted(ceiling, 1, 1);
        taken(ceiling, 2_000);
        assertThat(taken(ceiling, 10_000)).isZero();
    }

    @Test
    void whoStoodStillIsANewcomer() {
        ReadCeiling ceiling = ceiling(500);
        takenWhileCounted(ceiling, 2, 5);
        now += 5 * SECOND;
        assertThat(taken(ceiling, 1)).isZero();
        assertThat(takenWhileCounted(ceiling, 2, 4)).isZero();
        assertThat(takenWhileCounted(ceiling, 2, 1)).isPositive();
    }

    @Test
    void whoIsNotEvenCountedHimselfTakesNothing() {
        ReadCeiling ceiling = ceiling(500);
        assertThat(takenWhileCounted(ceiling, 0, 10)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10 * FRONTS, 99, 500, 977})
    void noSecondHasMoreReadsThanTheCeilingWhateverBecomesOfTheFronts(int perSecond) {
        for (int seed = 0; seed < Proof.times(30, 1_000); seed++) {
            Cluster cluster = new Cluster(perSecond, seed);
            cluster.run(30 * SECOND);
            assertThat(cluster.most()).as("seed %s", seed).isLessThanOrEqualTo(perSecond);
            assertThat(cluster.reads.size()).as("seed %s", seed).isGreaterThan(perSecond);
        }
    }

    @Test
    void theTiniestCeilingStillAllowsReads() {
        ReadCeiling ceiling = ceiling(1);
        assertThat(takenWhileCounted(ceiling, FRONTS, 4 + 10 * FRONTS)).isBetween(9, 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, FRONTS, 7, 23, 41})
    void aTinyCeilingAllowsEachFrontOneReadInASecond(int perSecond) {
        for (int seed = 0; seed < Proof.times(30, 1_000); seed++) {
            Cluster cluster = new Cluster(perSecond, seed);
            cluster.run(30 * SECOND);
            assertThat(cluster.most()).as("seed %s", seed).isLessThanOrEqualTo(Math.max(FRONTS, perSecond));
        }
    }

    /**
     * Up to five fronts that look once a second, each at a moment of its own, and read as much as they may. The first one
     * is away only when the database is, so that no other believes to be alone.
     */
    private final class Cluster {
        private final SplittableRandom random;
        private final int perSecond;
        private final List<Front> fronts = new ArrayList<>();
        private final List<Long> reads = new ArrayList<>();
        private long databaseAwayUntil = now;
        private long databaseChangesAt = now;

        private Cluster(int perSecond, int seed) {
            this.perSecond = perSecond;
            this.random = new SplittableRandom(seed);
            int count = 1 + random.nextInt(FRONTS);
            for (int i = 0; i < count; i++) {
                fronts.add(new Front(i == 0));
            }
        }

        private long upTo(long most) {
            return random.nextLong(most);
        }

        private boolean databaseIsThere() {
            return now - databaseAwayUntil >= 0;
        }

        private void run(long nanos) {
            for (long end = now + nanos; now - end < 0; now += MILLI + upTo(8 * MILLI)) {
                if (now - databaseChangesAt >= 0) {
                    databaseAwayUntil = now + upTo(random.nextBoolean() ? SECOND : 6 * SECOND);
                    databaseChangesAt = now + 5 * SECOND + upTo(30 * SECOND);
                }
                fronts.forEach(Front::change);
                int connected = (int) fronts.stream().filter(Front::isConnected).count();
                fronts.forEach(front -> front.look(connected));
                fronts.forEach(Front::read);
            }
        }

        /** In any window of one second that begins with a read, its end not included. */
        private int most() {
            int most = 0;
            int first = 0;
            for (int last = 0; last < reads.size(); last++) {
                while (reads.get(last) - reads.get(first) >= SECOND) {
                    first++;
                }
                most = Math.max(most, last - first + 1);
            }
            return most;
        }

        private final class Front {
            private final boolean steady;
            private ReadCeiling ceiling = ceiling(perSecond);
            private State state = State.WORKS;
            private long changesAt = now + upTo(8 * SECOND);
            private long looksAt = now;
            private long idleUntil = now;

            private Front(boolean steady) {
                this.steady = steady;
            }

            private void change() {
                if (steady || now - changesAt < 0) {
                    return;
                }
                if (state == State.GONE) {
                    ceiling = ceiling(perSecond);
                    looksAt = now;
                }
                if (state == State.STANDS_STILL) {
                    looksAt = now + upTo(SECOND);
                }
                state = state == State.WORKS ? AWAY.get(random.nextInt(AWAY.size())) : State.WORKS;
                // Often away for too short a time for others, or for itself, to see.
                changesAt = now
                        + (state == State.WORKS
                                ? 5 * SECOND + upTo(8 * SECOND)
                                : upTo(random.nextBoolean() ? SECOND : 8 * SECOND));
            }

            private boolean isConnected() {
                return state == State.WORKS && databaseIsThere();
            }

            private void look(int connected) {
                if (now - looksAt >= 0 && (state == State.WORKS || state == State.CUT_OFF)) {
                    if (isConnected()) {
                        ceiling.counted(connected);
                    } else {
                        ceiling.notCounted();
                    }
                    looksAt += SECOND;
                }
            }

            private void read() {
                if (isConnected() && now - idleUntil >= 0) {
                    while (ceiling.take()) {
                        reads.add(now);
                    }
                    if (random.nextInt(1_000) == 0) {
                        idleUntil = now + upTo(SECOND);
                    }
                }
            }
        }
    }
}
