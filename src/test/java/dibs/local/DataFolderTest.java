package dibs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir
    private Path place;

    @Test
    void aSecondHolderIsRefusedAndDoesNotLoosenTheFirst() {
        try (DataFolder first = DataFolder.open(place)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> DataFolder.open(place))
                        .isInstanceOf(LocalFailure.class)
                        .hasMessageContainingAll(
                                "in use", "process " + ProcessHandle.current().pid(), "./dibs stop --data");
            }
            assertThat(first.path()).isAbsolute();
        }
        DataFolder.open(place).close();
    }

    @Test
    void theRunFileIsWrittenReadAndGoneAfterwards() {
        RunFile run = new RunFile(7, "http://127.0.0.1:8080", "127.0.0.1:19092", "-", "-");
        Path file;
        try (DataFolder folder = DataFolder.open(place)) {
            file = folder.runFile();
            folder.writeRunFile(run);
            assertThat(RunFile.read(file)).contains(run);
        }
        assertThat(file).doesNotExist();
        assertThat(RunFile.read(file)).isEmpty();
    }

    @Test
    void whatWasHalfMadeIsDropped() throws IOException {
        Path half = Files.createDirectories(place.resolve("postgres.unfinished").resolve("base"));
        Files.writeString(half.resolve("1"), "half");
        try (DataFolder folder = DataFolder.open(place)) {
            assertThat(place.resolve("postgres.unfinished")).doesNotExist();
            assertThat(folder.cleared()).hasSize(1);
        }
    }

    @Test
    void aStrangerWithTheIdOfAnOldServerIsLeftAlone() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            String id = Long.toString(stranger.pid());
            Files.writeString(Files.createDirectories(place.resolve("postgres")).resolve("postmaster.pid"), id);
            Files.writeString(Files.createDirectories(place.resolve("redis")).resolve("redis.pid"), id);
            try (DataFolder folder = DataFolder.open(place)) {
                assertThat(folder.cleared()).isEmpty();
                assertThat(stranger.isAlive()).isTrue();
                assertThat(place.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aPathTheServersCannotTakeIsRefused() {
        assertThatThrownBy(() -> DataFolder.open(place.resolve("a,b")))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("in its path");
    }

    @Test
    void aFileInPlaceOfTheFolderIsAClearFailure() throws IOException {
        Path file = Files.writeString(place.resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("--data DIR");
    }
}
