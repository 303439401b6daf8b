package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decider;
import dibs.campaign.OperationOutcome;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random worlds, each from a seed of its own. A failure says the seed; {@code -Ddibs.simulation.seed=S} lives through
 * that world again. The long form: {@code mvn -B verify -pl topology -Dtest=SimulationTest
 * -Ddibs.simulation.records=5000000}.
 */
class SimulationTest {
    private static final int RECORDS_OF_A_WORLD = 20_000;

    @Test
    void everyInvariantHoldsInEveryWorld() {
        Long wanted = Long.getLong("dibs.simulation.seed");
        long master = wanted == null ? System.nanoTime() : wanted;
        int records = Integer.getInteger("dibs.simulation.records", 200_000);
        int worlds = wanted == null ? Math.max(1, records / RECORDS_OF_A_WORLD) : 1;
        SplittableRandom seeds = new SplittableRandom(master);
        long started = System.nanoTime();
        long steps = 0;
        for (int world = 0; world < worlds; world++) {
            long seed = wanted == null ? seeds.nextLong() : wanted;
            steps += new Simulation(seed, new Decider(), false).run(RECORDS_OF_A_WORLD);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                "simulation: %d worlds from seed %d, %d records processed, %.0f a second, each once more in a replay%n",
                worlds, master, steps, steps / seconds);
    }

    /** A simulation that meets nothing proves nothing. */
    @Test
    void someWorldsMeetEverything() {
        Map<String, Integer> met = new TreeMap<>();
        for (long seed = 1; seed <= 8; seed++) {
            Simulation world = new Simulation(seed, new Decider(), false);
            world.run(RECORDS_OF_A_WORLD);
            world.met().forEach((what, times) -> met.merge(what, times, Integer::sum));
        }
        System.out.println("simulation met " + met);
        assertThat(met)
                .containsKeys("DECISION", "SENT_HOME", "DEAD_LETTER", "crash", "aborted step", "label forgotten");
        assertThat(met)
                .containsKeys(Arrays.stream(ClaimOutcome.values())
                        .map(outcome -> "claim " + outcome)
                        .toArray(String[]::new));
        for (OperationOutcome outcome : OperationOutcome.values()) {
            assertThat(met.keySet()).anyMatch(what -> what.endsWith(" " + outcome) && !what.startsWith("claim"));
        }
    }
}
