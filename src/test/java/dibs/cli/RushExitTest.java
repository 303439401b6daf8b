package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.rush.LyingServer;
import dibs.rush.LyingServer.Claim;
import dibs.rush.LyingServer.Lie;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void anHonestServer() throws Exception {
        assertThat(rush(Claim::honest)).isZero();
        assertThat(text(out)).contains("nothing contradicts: 25 users").doesNotContain("CONTRADICTION");
        assertThat(Files.readString(folder.resolve("report.json"))).contains("\"clean\" : true");
    }

    @Test
    void aServerThatGrantsTwice() throws Exception {
        assertThat(rush(claim -> claim.honest().status() == 200
                        ? claim.honest().with("\"rank\":\\d+", "\"rank\":9999")
                        : claim.honest()))
                .isEqualTo(1);
        assertThat(text(out))
                .contains("CONTRADICTION grant_changed: a user was told another grant than before, 25 times");
        assertThat(Files.readString(folder.resolve("report.json"))).contains("\"clean\" : false", "grant_changed");
    }

    @Test
    void noServer() {
        assertThat(run("rush", "--url", "http://127.0.0.1:1", "--warm-up", "0")).isEqualTo(1);
        assertThat(text(err)).hasLineCount(1).contains("nothing answers at http://127.0.0.1:1");
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
        assertThat(run(("rush " + arguments).split(" "))).isEqualTo(2);
        assertThat(text(err)).hasLineCount(1).contains(message);
    }

    private int rush(Lie lie) throws Exception {
        try (LyingServer server = new LyingServer(lie)) {
            return run(
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

    private int run(String... arguments) {
        PrintStream beforeOut = System.out;
        PrintStream beforeErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return Main.run(arguments);
        } finally {
            System.setOut(beforeOut);
            System.setErr(beforeErr);
        }
    }

    private static String text(ByteArrayOutputStream said) {
        return said.toString(StandardCharsets.UTF_8);
    }
}
