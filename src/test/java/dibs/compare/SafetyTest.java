package dibs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.compare.Contenders.Entry;
import dibs.compare.Contenders.Kind;
import dibs.compare.InMemory.Faults;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contender does wrong in the contested round is found, each kind by itself, and nothing where all is right. */
class SafetyTest {
    @TempDir
    Path folder;

    @Test
    void nothingIsWrongWithOneThatIsRight() {
        Safety safety = contested(Faults.NONE);
        assertThat(safety.isClean()).as("%s", safety).isTrue();
        assertThat(safety.stored()).isEqualTo(safety.room()).isGreaterThanOrEqualTo(100);
        assertThat(safety.unanswered()).as("claims around the kill").isPositive();
    }

    @Test
    void overGrantsAreFound() {
        Safety safety = contested(new Faults(7, 0, 0, 0));
        assertThat(List.of(safety.over(), safety.twice(), safety.lost(), safety.gaps()))
                .containsExactly(7L, 0L, 0L, 0L);
        assertThat(safety.isClean()).isFalse();
    }

    @Test
    void doubleGrantsAreFound() {
        Safety safety = contested(new Faults(0, 5, 0, 0));
        assertThat(safety.twice()).isEqualTo(5);
        // They are beyond the room, too, and the last ranks are nobody's.
        assertThat(List.of(safety.over(), safety.lost(), safety.gaps())).containsExactly(5L, 0L, 5L);
    }

    @Test
    void lostGrantsAreFound() {
        Safety safety = contested(new Faults(0, 0, 3, 0));
        // The first three ranks are gone with them.
        assertThat(List.of(safety.over(), safety.twice(), safety.lost(), safety.gaps()))
                .containsExactly(0L, 0L, 3L, 3L);
    }

    @Test
    void rankGapsAreFound() {
        Safety safety = contested(new Faults(0, 0, 0, 4));
        assertThat(List.of(safety.over(), safety.twice(), safety.lost(), safety.gaps()))
                .containsExactly(0L, 0L, 0L, 4L);
    }

    @Test
    void oneThatFailsIsToldAndNotMeasuredFurther() {
        Entry broken = new Entry("broken", "Broken", Kind.DIBS, bench -> {
            throw new IllegalStateException("no server");
        });
        try (Competitor competitor = new Competitor(broken, plan(), 0)) {
            competitor.start(null);
            competitor.measureTop(Phase.GRANTS);
            competitor.contest();
            Row row = competitor.row();
            assertThat(row.failure()).contains("no server");
            assertThat(row.isRight()).isFalse();
            assertThat(row.rate(Phase.GRANTS).known()).isFalse();
        }
    }

    private Safety contested(Faults faults) {
        Entry entry = new Entry("memory", "In memory", Kind.DIBS, bench -> new InMemory(faults));
        try (Competitor competitor = new Competitor(entry, plan(), 0)) {
            competitor.start(null);
            competitor.measureTop(Phase.GRANTS);
            competitor.contest();
            Row row = competitor.row();
            assertThat(row.failure()).isNull();
            assertThat(row.isRight()).isEqualTo(row.safety().isClean());
            return row.safety();
        }
    }

    private ComparePlan plan() {
        return new ComparePlan(1, 0.05, 16, List.of(), Durability.P, folder);
    }
}
