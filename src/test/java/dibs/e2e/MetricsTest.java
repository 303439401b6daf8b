package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server shows Prometheus after a little work, beside what the documents say of it. */
final class MetricsTest {
    private static final Path TABLE =
            Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("metrics.md");
    /** Prometheus itself knows whether it reached an instance. */
    private static final String KNOWN_BY_PROMETHEUS = "up";

    private static RunningDibs dibs;
    private static Scrape scrape;

    @BeforeAll
    static void letItWork() throws Exception {
        dibs = RunningDibs.start("front.decision-timeout=30s");
        Claims claims = new Claims(dibs.http());
        claims.open("measured", 200, 100);
        for (String user : List.of("u-1", "u-1", "u-2", "u-3", "u-4")) {
            claims.claim("measured", user);
        }
        claims.get("/v1/users/u-1/wallet");
        claims.get("/v1/pages/campaign/measured?user=u-1");
        // Pauses are measured from the first collection on.
        System.gc();
        // The lag of a partition is looked for every few seconds.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Scrape.of(dibs.http()).names().contains("kafka_consumer_fetch_manager_records_lag"));
        scrape = Scrape.of(dibs.http());
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @Test
    void theTableHasWhatIsShownAndNothingElse() throws IOException {
        List<String> rows = Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| `") && Scrape.isOurs(line.substring(3)))
                .toList();
        assertThat(rows).containsExactlyElementsOf(scrape.table());
    }

    @Test
    void promtoolFindsNothingInOurs() throws Exception {
        Promtool.assumeInstalled();
        Promtool.Verdict verdict = Promtool.run(scrape.text(), "check", "metrics");
        assertThat(verdict.said().lines().filter(Scrape::isOurs)).isEmpty();
        assertThat(verdict.said()).as("it read all of it").doesNotContain("error while linting");
        Promtool.Verdict wrong = Promtool.run("# TYPE dibs_x counter\ndibs_x 1\n", "check", "metrics");
        assertThat(wrong.said().lines().filter(Scrape::isOurs)).isNotEmpty();
    }

    @Test
    void dashboardAndAlertsAskForWhatIsShown() throws IOException {
        List<String> expressions = new ArrayList<>(Expressions.ofDashboard());
        expressions.addAll(Expressions.ofAlerts());
        Set<String> asked = expressions.stream()
                .flatMap(expression -> Expressions.metricsOf(expression).stream())
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(40).contains("dibs_ready", "jvm_gc_pause_seconds_sum");
        Set<String> known = Stream.concat(scrape.names().stream(), Stream.of(KNOWN_BY_PROMETHEUS))
                .collect(Collectors.toSet());
        assertThat(known).containsAll(asked);
    }

    @Test
    void noLabelHoldsWhatCallersMakeUp() throws Exception {
        Claims claims = new Claims(dibs.http());
        claims.get("/v1/campaigns/made-up/claims/somebody");
        Scrape.of(dibs.http() + "/made-up/somebody");
        String text = Scrape.of(dibs.http()).text();
        assertThat(text).doesNotContain("made-up", "somebody", "measured", "u-1");
        assertThat(text).contains("uri=\"/v1/campaigns/{campaign}/claims/{user}\"");
    }

    @Test
    void whatTookPlaceIsCounted() throws Exception {
        assertThat(metric("dibs_http_claims_seconds_count{outcome=\"granted\"}"))
                .isEqualTo(2);
        assertThat(metric("dibs_http_claims_seconds_count{outcome=\"repeated\"}"))
                .isEqualTo(1);
        assertThat(metric("dibs_http_claims_seconds_count{outcome=\"sold_out\"}"))
                .isEqualTo(2);
        assertThat(metric("dibs_claims_decided_seconds_count") + metric("dibs_claims_answered_at_edge_total"))
                .isEqualTo(5);
        assertThat(metric("dibs_decisions_delay_seconds_count"))
                .isEqualTo(metric("dibs_claims_decided_seconds_count") + 1);
        assertThat(metric("dibs_ready")).isEqualTo(1);
        assertThat(scrape.text().length()).as("a scrape stays small").isLessThan(100_000);
    }

    private static double metric(String name) throws IOException, InterruptedException {
        return Metrics.of(dibs.http(), name);
    }
}
