package dibs.cli;

import dibs.audit.AuditFailure;
import dibs.audit.AuditReport;
import dibs.audit.AuditSources;
import dibs.audit.ReportText;
import dibs.ledger.DatabaseUrl;
import dibs.local.RunFile;
import dibs.settings.Brokers;
import dibs.settings.SettingsFailure;
import dibs.stream.Topics;
import dibs.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Memory: about 50 bytes for each grant, the user's id included; DIBS_JAVA_OPTS=-Xmx… gives it more."
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

    @Mixin
    private Running running;

    @Option(
            names = "--kafka",
            converter = Values.OfBrokers.class,
            paramLabel = "HOST:PORT[,…]",
            description = "Kafka brokers (default: those of the server that runs on --data).")
    private String kafka;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The ledger, postgresql://… or jdbc:…; none: not compared (default: of that server).")
    private String database;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "What callers were told, as rush writes it; may be given several times (default: none).")
    private List<Path> journals = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON, too (default: no file).")
    private Path json;

    @Spec
    private CommandSpec spec;

    private boolean withLedger;

    @Override
    public Integer call() {
        try {
            if (json != null) {
                ReportFile.requireWritable(json);
            }
            AuditReport report = new dibs.audit.Audit(sources(), size -> Progress.ofTerminal("audit", size)).run();
            if (json != null) {
                Files.writeString(json, ReportText.json(report));
            }
            if (!withLedger) {
                spec.commandLine().getErr().println("dibs: no database is given or runs: the ledger is not compared");
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
        spec.commandLine().getErr().println("dibs: " + Main.oneLine(why));
        return NOT_RUN;
    }

    private AuditSources sources() {
        Topics topics = running.topics();
        Optional<RunFile> server = running.server();
        String brokers = kafka != null ? kafka : server.map(RunFile::kafka).orElse(null);
        if (brokers == null) {
            throw new AuditFailure(
                    "nothing runs on " + running.folder() + "; start ./dibs serve, or give --kafka and --database");
        }
        String given = database != null || kafka != null
                ? database
                : server.map(RunFile::database).orElse(null);
        String ledger = given == null ? "none" : given;
        withLedger = !List.of("-", "none").contains(ledger);
        AuditSources sources = new AuditSources(
                client(brokers),
                topics.deciderApplication(),
                topics.requests(),
                topics.decisions(),
                topics.grants(),
                topics.deadLetters(),
                topics.campaigns(),
                withLedger ? database(ledger) : null,
                journals);
        Brokers.unreachable(brokers, Duration.ZERO).ifPresent(why -> {
            throw new AuditFailure(why);
        });
        return sources;
    }

    private Map<String, Object> client(String brokers) {
        Map<String, Object> client = new HashMap<>(running.kafkaClient());
        client.put("bootstrap.servers", brokers);
        client.put("default.api.timeout.ms", 20_000);
        client.put("request.timeout.ms", 15_000);
        return client;
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
