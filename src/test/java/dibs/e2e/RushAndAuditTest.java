package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.ledger.DatabaseUrl;
import dibs.local.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** README's second screen: serve, rush, audit, kill it, serve, audit; and an audit that finds something. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class RushAndAuditTest {
    private static final int USERS = Proof.times(1_000, 100_000);
    private static final int KILLS = Proof.times(1, 8);

    @TempDir
    Path dir;

    @Test
    void aRushThatIsKilledMeanwhileIsAuditedClean() throws Exception {
        Path data = dir.resolve("data");
        Path journal = dir.resolve("rush.journal");
        String port = Integer.toString(TestServers.freePort());
        ServeProcess serve = ServeProcess.start(data, "--port", port, "--set", "ledger.rows-per-second=5000");
        try {
            Command rush = Command.start(
                    dir,
                    "rush",
                    "--data",
                    data.toString(),
                    "--users",
                    "" + USERS,
                    "--rate",
                    "600",
                    "--warm-up",
                    "1",
                    "--answer-within",
                    "40",
                    "--patience",
                    "120",
                    "--journal",
                    journal.toString());
            for (int kill = 0; kill < KILLS; kill++) {
                awaitAnswers(journal, (kill + 1) * 2L * USERS / (KILLS + 1));
                serve.kill();
                serve = ServeProcess.start(data, "--port", port, "--set", "ledger.rows-per-second=5000");
            }
            Command.Ended ended = rush.end();
            System.out.println(ended.out());
            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
            assertThat(ended.out()).contains("nothing contradicts", "attempts unanswered");
            Audited.clean(serve, journal);
            Path json = dir.resolve("audit.json");
            Command.Ended audit = Command.run(
                    dir,
                    "audit",
                    "--data",
                    data.toString(),
                    "--journal",
                    journal.toString(),
                    "--json",
                    json.toString());
            System.out.println(audit.out());
            assertThat(audit.status()).as(audit.out() + audit.err()).isZero();
            assertThat(audit.out()).contains("no finding");
            JsonNode report = new ObjectMapper().readTree(json.toFile());
            assertThat(report.get("clean").asBoolean()).isTrue();
            assertThat(report.get("looked").get("journalYes").asLong()).isGreaterThanOrEqualTo(USERS / 2);
            assertARowThatIsTakenAwayIsFound(serve, data);
        } finally {
            serve.close();
        }
    }

    private void assertARowThatIsTakenAwayIsFound(ServeProcess serve, Path data) throws Exception {
        DatabaseUrl ledger = DatabaseUrl.parse(serve.database());
        try (Connection database = DriverManager.getConnection(ledger.jdbcUrl(), ledger.user(), ledger.password());
                Statement statement = database.createStatement()) {
            statement.execute("alter table dibs.ledger_entry disable trigger all");
            assertThat(statement.executeUpdate("delete from dibs.ledger_entry where rank = 7 and amount = 100"))
                    .isEqualTo(1);
        }
        Command.Ended audit = Command.run(dir, "audit", "--data", data.toString());
        assertThat(audit.status()).as(audit.out() + audit.err()).isEqualTo(1);
        assertThat(audit.out()).contains("missing_row", "rank 7").doesNotContain("no finding");
    }

    @Test
    void whatCannotBeRunSaysWhyAndIsNoFinding() throws Exception {
        Command.Ended audit =
                Command.run(dir, "audit", "--data", dir.resolve("nothing").toString());
        assertThat(audit.status()).isEqualTo(2);
        assertThat(audit.err()).hasLineCount(1).contains("nothing runs on", "./dibs serve");
        Command.Ended rush =
                Command.run(dir, "rush", "--data", dir.resolve("nothing").toString());
        assertThat(rush.status()).isEqualTo(1);
        assertThat(rush.err()).hasLineCount(1).contains("nothing that can be claimed from", "--url");
        Command.Ended wrong = Command.run(dir, "rush", "--users", "0");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).hasLineCount(1).contains("--users must be at least 1");
    }

    private static void awaitAnswers(Path journal, long enough) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(journal));
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try (var lines = Files.lines(journal)) {
                        return lines.filter(line -> line.startsWith("{\"told\""))
                                        .count()
                                >= enough;
                    }
                });
    }
}
