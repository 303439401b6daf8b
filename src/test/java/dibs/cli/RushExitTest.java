package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.rush.LyingServer;
import dibs.rush.LyingServer.Claim;
import dibs.rush.LyingServer.Lie;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
