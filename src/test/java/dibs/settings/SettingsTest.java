package dibs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private final SettingSources sources = new SettingSources();

    @Test
    void flagsBeatTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefaults(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(
                dir.resolve("dibs.conf"), "ledger.rows-per-second = 1\nfront.threads = 11, topics { partitions = 7 }");
        Map<String, String> environment = Map.of("DIBS_LEDGER_ROWS_PER_SECOND", "2", "DIBS_FRONT_THREADS", "12");
        Settings settings = sources.read(List.of("ledger.rows-per-second=3"), environment, file);
        assertThat(settings.ledger().rowsPerSecond()).isEqualTo(3);
        assertThat(settings.front().threads()).isEqualTo(12);
        assertThat(settings.topics().partitions()).isEqualTo(7);
        assertThat(settings.embedded().kafkaPort()).isEqualTo(19092);
    }

    @ParameterizedTest
    @CsvSource({
        "ledger.rows-per-secund=3, ledger.rows-per-secund",
        "ledger.rows-per-second=0, ledger.rows-per-second must be from 1",
        "ledger.rows-per-second=many, ledger.rows-per-second must be",
        "topics.prefix=a/b, topics.prefix",
        "front.decision-timeout=1h, front.decision-timeout must be from 10ms",
        "decider.cache-size=1, decider.cache-size must be at least 1 MiB",
        "no-equals-sign, must have the form key=value",
    })
    void whatIsUnknownOrImpossibleIsNamed(String set, String message) {
        assertThatThrownBy(() -> sources.read(List.of(set), Map.of(), null))
                .isInstanceOf(SettingsFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEnvironmentVariableThatNamesNoSettingIsNamed() {
        assertThatThrownBy(() -> sources.read(List.of(), Map.of("DIBS_LEGDER_ROWS", "1"), null))
                .hasMessageContaining("DIBS_LEGDER_ROWS");
    }

    @Test
    void aFileWithAnUnknownKeyIsNamed(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("dibs.conf"), "front.treads = 1");
        assertThatThrownBy(() -> sources.read(List.of(), Map.of(), file)).hasMessageContaining("front.treads");
    }
}
