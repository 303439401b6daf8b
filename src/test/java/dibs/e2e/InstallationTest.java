package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dibs.audit.AuditSources;
import dibs.audit.ReportText;
import dibs.local.SecuredCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation as the pages tell to make it, on machines of their own: it serves a rush, bears what happens to servers,
 * networks and clocks ({@code -Ddibs.faults=100 -Ddibs.fault=clock}), and is replaced by another build under load
 * ({@code -Ddibs.previous.archive=FILE}). As root, with Debian's {@code postgresql}, {@code redis-server}, {@code
 * iproute2}, {@code e2fsprogs} and {@code gcc}.
 */
@Tag("packed")
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
@Timeout(value = 150, unit = TimeUnit.MINUTES)
class InstallationTest {
    private static final int FAULTS = Integer.getInteger("dibs.faults", 100);
    /** Only those whose name has this in it. */
    private static final String KIND = System.getProperty("dibs.fault", "");

    private static final int INSTANCES = 3;
    private static final int ASKERS = 8;
    private static final int PARTITIONS = 4;
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private Installation installation;
    private SecuredCluster servers;
    private Fleet fleet;

    @BeforeAll
    static void canBe() {
        SecuredCluster.assumePossible();
    }

    @Test
    void aRushIsRightAndTheAuditClean() throws Exception {
        try (Installation all = Installation.on(dir)) {
            Path first = dir.resolve("instance-1");
            try (ServeProcess one = all.serve(first);
                    ServeProcess two = all.serve(dir.resolve("instance-2"));
                    ServeProcess three = all.serve(dir.resolve("instance-3"))) {
                String journals =
                        Files.createDirectories(dir.resolve("journals")).toString();
                dir.resolve("journals").toFile().setWritable(true, false);
                for (ServeProcess instance : new ServeProcess[] {one, two, three}) {
                    print(all.run(
                            first,
                            "rush",
                            "--url",
                            instance.http(),
                            "--token",
                            all.token(),
                            "--users",
                            "3000",
                            "--rate",
                            "100",
                            "--journal",
                            journals + "/" + all.machine(instance)));
                }
                print(all.runOnServers(
                        first,
                        "audit",
                        "--journal",
                        journals + "/d1",
                        "--journal",
                        journals + "/d2",
                        "--journal",
                        journals + "/d3"));
            }
        }
    }

    private static void print(Installed.Said said) {
        System.out.println(said.out());
        assertThat(said.status()).as(said.err()).isZero();
    }

    @Test
    void whateverHappensNothingIsWrong() throws Exception {
        try (Installation all = Installation.on(dir)) {
            use(all);
            try (Fleet started = Fleet.of(INSTANCES, dir, all::serve);
                    Askers askers = Askers.of(started, ASKERS, all::claims)) {
                fleet = started;
                askers.awaitAnswers(500);
                Map<String, LongSummaryStatistics> gaps = suffer(askers);
                askers.stop();
                System.out.println(askers.summary());
                gaps.forEach((kind, ms) -> System.out.printf(
                        "| %s | %d | %.1f s | %.1f s |%n",
                        kind, ms.getCount(), ms.getAverage() / 1e3, ms.getMax() / 1e3));
                Audited.clean(all.sources(askers.journal()));
                everythingWasDecidedTheSame();
                assertThat(gaps.values())
                        .allSatisfy(ms -> assertThat(ms.getMax()).isLessThan(LONGEST_STANDSTILL.toMillis()));
            }
        }
    }

    /** How long nothing was decided, in milliseconds, by kind of fault. */
    private Map<String, LongSummaryStatistics> suffer(Askers askers) throws Exception {
        FaultKinds faults = new FaultKinds(installation, fleet);
        List<String> kinds =
                faults.kinds().stream().filter(kind -> kind.contains(KIND)).toList();
        Map<String, LongSummaryStatistics> gaps = new LinkedHashMap<>();
        try (DecisionWatch watch = new DecisionWatch(servers.superUser(), "dibs.decisions", PARTITIONS);
                SteadyClaims claims = new SteadyClaims(servers.client(), "dibs.requests", askers.campaigns())) {
            claims.begin();
            for (int fault = 0; fault < FAULTS; fault++) {
                String kind = kinds.get(fault % kinds.size());
                long from = System.nanoTime();
                faults.befall(kind, fault / kinds.size() % INSTANCES);
                askers.awaitAnswers(100);
                awaitDecisions(watch);
                long gap = watch.longest(from, System.nanoTime()).toMillis();
                System.out.printf("%s %d %s: %d ms%n", Instant.now(), fault + 1, kind, gap);
                gaps.computeIfAbsent(kind, unused -> new LongSummaryStatistics())
                        .accept(gap);
                if (fault % kinds.size() == kinds.size() - 1) {
                    isClean(installation.sources(askers.journal()));
                }
            }
        }
        return gaps;
    }

    private void use(Installation all) {
        installation = all;
        servers = all.servers();
    }

    private static void awaitDecisions(DecisionWatch watch) {
        long now = System.nanoTime();
        await().atMost(Duration.ofSeconds(90)).until(() -> watch.isAliveSince(now));
    }

    /** Beside all that goes on: who is a few seconds behind at the end of one audit is not at that of the next. */
    private static void isClean(AuditSources sources) {
        await().atMost(Duration.ofMinutes(4))
                .untilAsserted(() -> assertThat(Audited.run(sources))
                        .satisfies(report -> assertThat(report.isClean())
                                .as(ReportText.table(report))
                                .isTrue()));
    }

    /** By the fronts, who compare what they are told again. */
    private void everythingWasDecidedTheSame() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                assertThat(Files.readString(log).contains("decided twice, and not the same"))
                        .as(log.toString())
                        .isFalse();
            }
        }
    }

    @Test
    void anotherBuildTakesOverAndGivesBackUnderLoad() throws Exception {
        String previous = System.getProperty("dibs.previous.archive");
        assumeThat(previous).as("-Ddibs.previous.archive").isNotNull();
        try (Installation all = Installation.on(dir)) {
            use(all);
            all.use(Path.of(previous));
            try (Fleet started = Fleet.of(INSTANCES, dir, all::serve);
                    Askers askers = Askers.of(started, ASKERS, all::claims);
                    DecisionWatch watch = new DecisionWatch(servers.superUser(), "dibs.decisions", PARTITIONS)) {
                fleet = started;
                askers.awaitAnswers(1_000);
                long begin = System.nanoTime();
                for (String archive : new String[] {System.getProperty("dibs.archive"), previous}) {
                    all.use(Path.of(archive));
                    for (int instance = 0; instance < INSTANCES; instance++) {
                        fleet.restartOutOfSight(0);
                        askers.awaitAnswers(500);
                    }
                    isClean(all.sources(askers.journal()));
                }
                askers.stop();
                System.out.printf(
                        "no decision for %d ms at most; %s%n",
                        watch.longest(begin, System.nanoTime()).toMillis(), askers.summary());
                assertThat(askers.answered("no answer"))
                        .as("calls that broke off")
                        .isZero();
                Audited.clean(all.sources(askers.journal()));
            }
        }
    }
}
