package dibs.cli;

import dibs.ledger.DatabaseUrl;
import dibs.local.RunFile;
import dibs.settings.Brokers;
import dibs.trim.PartitionTrim;
import dibs.trim.TrimFailure;
import dibs.trim.TrimSources;
import dibs.trim.TrimText;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs trim}: deletes what only archived campaigns still need of the logs. */
@Command(
        name = "trim",
        description = {
            "Deletes the beginning of the requests and decisions, of each partition up to the first request of a campaign"
                    + " that is not archived; never what is not decided, and only what is in the ledger row by row, or"
                    + " written off. May run beside a server at work. What is deleted can never be recomputed again:"
                    + " run ./dibs audit first.",
            "Exit status: 0 done, or nothing to do, 1 it failed, 2 wrong use."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs trim --dry-run",
            "  ./dibs trim --yes",
            "  ./dibs trim --dry-run --kafka k1:9092 --database postgresql://dibs:secret@db/dibs"
        })
final class Trim implements Callable<Integer> {
    @Mixin
    private Running running;

    @ArgGroup(multiplicity = "1")
    private How how;

    /** Either looks or does it. */
    static final class How {
        @Option(
                names = "--dry-run",
                required = true,
                description = "Says what would be deleted, and what holds back the rest.")
        private boolean dryRun;

        @Option(names = "--yes", required = true, description = "Deletes it, for good.")
        private boolean yes;
    }

    @Option(
            names = "--kafka",
            converter = Values.OfBrokers.class,
            paramLabel = "HOST:PORT[,…]",
            description = "Kafka brokers (default: those of the server that runs on --data).")
    private String kafka;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The ledger, postgresql://… or jdbc:… (default: of that server).")
    private String database;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        dibs.trim.Trim trim = new dibs.trim.Trim(sources());
        List<PartitionTrim> plan = trim.plan();
        if (how.yes) {
            trim.run(plan);
        }
        spec.commandLine().getOut().print(TrimText.table(plan, !how.dryRun));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private TrimSources sources() {
        // The log of one cluster must never be held against the ledger of another.
        Optional<RunFile> server = kafka == null && database == null ? running.server() : Optional.empty();
        String brokers = address("--kafka", kafka, server.map(RunFile::kafka));
        DatabaseUrl ledger = ledger(address("--database", database, server.map(RunFile::database)));
        Brokers.unreachable(brokers, Duration.ZERO).ifPresent(why -> {
            throw new TrimFailure(why);
        });
        Map<String, Object> client = new HashMap<>(running.kafkaClient());
        client.put("bootstrap.servers", brokers);
        client.put("default.api.timeout.ms", 20_000);
        client.put("request.timeout.ms", 15_000);
        return new TrimSources(client, running.topics(), ledger);
    }

    private String address(String option, String given, Optional<String> ofServer) {
        return Optional.ofNullable(given)
                .or(() -> ofServer.filter(each -> !each.equals("-")))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        option + " is not given and nothing that has it runs on " + running.folder()
                                + "; start ./dibs serve, or give both --kafka and --database."));
    }

    private DatabaseUrl ledger(String address) {
        try {
            return DatabaseUrl.parse(address);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--database: " + e.getMessage());
        }
    }
}
