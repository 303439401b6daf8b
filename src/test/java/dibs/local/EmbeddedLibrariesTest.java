package dibs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is said where the embedded servers are wanted and were left out. */
final class EmbeddedLibrariesTest {
    private static final ClassLoader NOTHING = ClassLoader.getPlatformClassLoader();

    @Test
    void saysWhatToGiveInsteadOfEachServerThatIsWanted() {
        assertThatThrownBy(() -> EmbeddedLibraries.require(Wanted.all(0, 0, 0), NOTHING))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContainingAll("--kafka HOST:PORT", "--database postgresql://", "--redis URI (or none)");
        Wanted redis = new Wanted(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(0), Map.of());
        assertThatThrownBy(() -> EmbeddedLibraries.require(redis, NOTHING))
                .hasMessageContaining("--redis")
                .hasMessageNotContainingAny("--kafka", "--database");
    }

    @Test
    void areNotMissedWhereNothingIsEmbedded() {
        EmbeddedLibraries.require(
                new Wanted(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Map.of()), NOTHING);
    }

    @Test
    void areHereInATest() {
        assertThat(EmbeddedLibraries.areInstalled()).isTrue();
        EmbeddedLibraries.require(Wanted.all(0, 0, 0));
    }
}
