package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.rush.LyingServer;
import dibs.rush.LyingServer.Claim;
import dibs.rush.LyingServer.Lie;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code dibs rush} says by its exit status, and where it says the rest. */
class RushExitTest {
    @TempDir
    Path folder;

    @Test
    void anHonestServer() throws Exception {
        Said said = rush(Claim::honest);
        assertThat(said.status()).isZero();
        assertThat(said.out()).contains("nothing contradicts: 25 users").doesNotContain("CONTRADICTION");
        assertThat(Files.readString(folder.resolve("report.json"))).contains("\"clean\" : true");
    }

    @Test
    void aServerThatGrantsTwice() throws Exception {
        Said said = rush(claim -> claim.honest().status() == 200
                ? claim.honest().with("\"rank\":\\d+", "\"rank\":9999")
                : claim.honest());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.out())
                .contains("CONTRADICTION grant_changed: a user was told another grant than before, 25 times");
        assertThat(Files.readString(folder.resolve("report.json"))).contains("\"clean\" : false", "grant_changed");
    }

    @Test
    void noServer() {
        Said said = Said.by("rush", "--url", "http://127.0.0.1:1", "--warm-up", "0");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).hasLineCount(1).contains("nothing answers at http://127.0.0.1:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--users 0 | --users must be at least 1",
                "--url http://h --kafka h:1 | --url and --kafka exclude each other",
                "--url ftp://h | --url must be http://host:port",
                "--rate -1 | --rate must be from 0",
                "--budget 50 | --budget must be from the reward",
                "--campaign Spring | --campaign must be a campaign id",
                "--concurrency 20000 | --concurrency must be from 1 to 10000",
                "--answer-within 0 | --answer-within must be more than 0",
            })
    void wrongUse(String arguments, String message) {
        Said said = Said.by(("rush " + arguments).split(" "));
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).hasLineCount(1).contains(message);
    }

    private Said rush(Lie lie) throws Exception {
        try (LyingServer server = new LyingServer(lie)) {
            return Said.by(
                    "rush",
                    "--url",
                    server.url(),
                    "--users",
                    "50",
                    "--rate",
                    "0",
                    "--concurrency",
                    "1",
                    "--warm-up",
                    "0",
                    "--json",
                    folder.resolve("report.json").toString());
        }
    }
}
