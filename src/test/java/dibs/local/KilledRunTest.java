package dibs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own holds the folder and is ended in every way. */
final class KilledRunTest {
    private final List<ProcessHandle> servers = new ArrayList<>();
    private Process run;

    @TempDir
    private Path folder;

    @AfterEach
    void endWhatIsLeft() {
        if (run != null) {
            run.destroyForcibly();
        }
        servers.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void afterAKillEverythingStartsAgainAndNothingIsLeftOver() throws Exception {
        start();
        kill();
        assertThat(servers).allMatch(Life::of);
        try (DataFolder opened = DataFolder.open(folder)) {
            assertThat(opened.cleared()).hasSize(2);
            assertThat(servers).noneMatch(Life::of);
            try (LocalServers again = LocalServers.start(opened, Wanted.all(0, 0, 0), line -> {})) {
                assertThat(new Probe(again).value("select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aKilledBrokerIsFencedBeforeTheNextOneAndACleanlyStoppedOneNeedNotBe() throws Exception {
        start();
        kill();
        assertThat(fence()).isEqualTo("fenced true");
        start();
        StoppedRun.stop(folder);
        assertThat(fence()).isEqualTo("fenced false");
    }

    /** In a process of its own: brokers of one process count themselves under one name. */
    private String fence() throws IOException {
        return process("fence").inputReader().readLine();
    }

    @Test
    void stopEndsARunningOne() throws Exception {
        start();
        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("process " + run.pid());
        assertThat(StoppedRun.stop(folder)).contains("stopped the running Dibs (process " + run.pid() + ")");
        assertThat(run.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(servers).noneMatch(Life::of);
        assertThat(StoppedRun.stop(folder)).startsWith("Nothing runs on ");
    }

    @Test
    void stopEndsAHalfDeadOne() throws Exception {
        start();
        kill();
        assertThat(StoppedRun.stop(folder)).contains("PostgreSQL", "Redis");
        assertThat(servers).noneMatch(Life::of);
    }

    @Test
    void stopNamesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> StoppedRun.stop(folder.resolve("none")))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("There is no folder");
    }

    @Test
    void aBrokerThatGivesUpEndsTheProcessInOrderAndNotWithZero() throws Exception {
        run = process("fault");
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(stderr()).contains("The embedded Kafka broker failed", "as asked");
        try (DataFolder opened = DataFolder.open(folder)) {
            assertThat(opened.cleared()).isEmpty();
        }
    }

    private String stderr() {
        return Tool.lastLines(folder.resolve("stderr.txt"), 20);
    }

    private Process process(String... more) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ServersOnFolder.class.getName(), folder.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(new File(folder.toFile(), "stderr.txt"))
                .start();
    }

    private void start() throws IOException {
        run = process();
        BufferedReader output = run.inputReader();
        assertThat(output.readLine()).as(this::stderr).startsWith("ready");
        for (String file : List.of("postgres/postmaster.pid", "redis/redis.pid")) {
            String pid = Files.readAllLines(folder.resolve(file)).get(0);
            servers.add(ProcessHandle.of(Long.parseLong(pid.trim())).orElseThrow());
        }
    }

    private void kill() {
        run.destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> !run.isAlive());
    }
}
