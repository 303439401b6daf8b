package dibs.cli;

import dibs.audit.AuditFailure;
import dibs.audit.AuditReport;
import dibs.audit.AuditSources;
import dibs.audit.ReportText;
import dibs.ledger.DatabaseUrl;
import dibs.local.RunFile;
import dibs.settings.SettingSources;
import dibs.settings.SettingsFailure;
import dibs.stream.Topics;
import dibs.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs audit}: recomputes every outcome and compares. */
@Command(
        name = "audit",
        description = {
            "Recomputes what should have happened from the request log, with rules of its own, and compares decisions,"
                    + " ledger and journals with it. May run beside a server at work.",
            "Exit status: 0 no finding, 1 findings, 2 it could not be run.",
            "Memory: about 70 bytes and the user's id for each grant; DIBS_JAVA_OPTS=-Xmx… gives it more."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs audit",
            "  ./dibs audit --journal rush.journal --json report.json",
            "  ./dibs audit --kafka k1:9092 --database postgresql://dibs:secret@db/dibs"
        })
final class Audit implements Callable<Integer> {
    private static final int NO_FINDING = 0;
    private static final int FINDINGS = 1;
    private static final int NOT_RUN = 2;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".dibs",
            description = "Folder of the server that runs (default: ${DEFAULT-VALUE}); addresses given go before.")
    private Path data;

    @Option(names = "--kafka", paramLabel = "HOST:PORT[,…]", description = "Kafka brokers.")
    private String kafka;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The ledger, postgresql://… or jdbc:…, or none: not compared.")
    private String database;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "What callers were told, as rush writes it; may be given several times.")
    private List<Path> journals = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON, too.")
    private Path json;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in HOCON; only topics.prefix matters.")
    private Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be given several times.")
    private List<String> sets = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            Topics topics = new Topics(new SettingSources()
                    .read(sets, System.getenv(), config)
                    .topics()
                    .prefix());
            AuditReport report =
                    new dibs.audit.Audit(sources(topics), size -> Progress.ofTerminal("audit", size)).run();
            if (json != null) {
                Files.writeString(json, ReportText.json(report));
            }
            spec.commandLine().getOut().print(ReportText.table(report));
            spec.commandLine().getOut().flush();
            return report.isClean() ? NO_FINDING : FINDINGS;
        } catch (AuditFailure e) {
            return notRun(e.getMessage());
        } catch (ParameterException | SettingsFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // Status 1 would say that something was found.
            e.printStackTrace(spec.commandLine().getErr());
            return notRun("the audit itself failed: " + e);
        } catch (IOException e) {
            return notRun("the report cannot be written to " + json + ": " + e.getMessage());
        }
    }

    private int notRun(String why) {
        spec.commandLine().getErr().println("dibs: " + why.strip().replaceAll("\\s*\\R\\s*", " "));
        return NOT_RUN;
    }

    private AuditSources sources(Topics topics) {
        Optional<RunFile> running = kafka == null || database == null ? RunFile.ofFolder(data) : Optional.empty();
        String brokers = kafka != null ? kafka : running.map(RunFile::kafka).orElse(null);
        if (brokers == null) {
            throw new AuditFailure("nothing runs on " + data.toAbsolutePath()
                    + "; start ./dibs serve, or give --kafka and" + " --database");
        }
        String ledger =
                database != null ? database : running.map(RunFile::database).orElse("-");
        boolean withLedger = !List.of("-", "none").contains(ledger);
        if (!withLedger) {
            spec.commandLine().getErr().println("dibs: no database is given or runs: the ledger is not compared");
        }
        return new AuditSources(
                Map.of("bootstrap.servers", brokers, "default.api.timeout.ms", 20_000, "request.timeout.ms", 15_000),
                topics.deciderApplication(),
                topics.requests(),
                topics.decisions(),
                topics.grants(),
                topics.deadLetters(),
                withLedger ? database(ledger) : null,
                journals);
    }

    private AuditSources.Database database(String address) {
        try {
            DatabaseUrl url = DatabaseUrl.parse(address);
            return new AuditSources.Database(url.jdbcUrl(), url.user(), url.password());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--database: " + e.getMessage());
        }
    }
}
