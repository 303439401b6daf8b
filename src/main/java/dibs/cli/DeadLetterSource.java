package dibs.cli;

import dibs.cache.CacheNames;
import dibs.cache.RedisAddress;
import dibs.ledger.DatabaseUrl;
import dibs.ledger.DeadLetter;
import dibs.ledger.DeadLetterDesk;
import dibs.ledger.DeadLetterLog;
import dibs.local.RunFile;
import dibs.settings.Brokers;
import dibs.stream.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of commands about dead letters: where the letters are, and the ledger they are settled in. */
final class DeadLetterSource {
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
            description = "The ledger, postgresql://… or jdbc:… (default: of that server).")
    private String database;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "Where wallets are cached: redis://…, or none (default: of that server).")
    private String redis;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** What is done with the letters; all of them, settled or not. */
    interface Work {
        int at(DeadLetterDesk desk, List<DeadLetter> letters, RetryMarks marks) throws SQLException;
    }

    /** Reads the letters, connects to the ledger, and returns the exit status of {@code work}. */
    int open(Work work) {
        Topics topics = running.topics();
        // Letters of one cluster must never be settled in the ledger of another.
        Optional<RunFile> server = kafka == null && database == null ? running.server() : Optional.empty();
        String brokers = address("--kafka", kafka, server.map(RunFile::kafka));
        DatabaseUrl ledger = ledger(address("--database", database, server.map(RunFile::database)));
        String cache = Optional.ofNullable(redis)
                .or(() -> server.map(RunFile::redis))
                .filter(each -> !each.equals("-") && !each.equals("none"))
                .orElse(null);
        requireRedis(cache);
        Brokers.unreachable(brokers, Duration.ZERO).ifPresent(why -> {
            throw new DeadLettersFailure(why, null);
        });
        CacheNames names = new CacheNames(topics.prefix(), running.partitions());
        try (DeadLetterDesk desk = DeadLetterDesk.open(ledger, topics.grants());
                RetryMarks marks =
                        new RetryMarks(cache, names, spec.commandLine().getErr())) {
            return work.at(desk, letters(brokers, running.kafkaClient(), topics), marks);
        } catch (SQLException e) {
            throw new DeadLettersFailure("the ledger at " + ledger + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<DeadLetter> letters(String brokers, Map<String, String> security, Topics topics) {
        Map<String, Object> client = new HashMap<>(security);
        client.put("bootstrap.servers", brokers);
        client.put("default.api.timeout.ms", 20_000);
        client.put("request.timeout.ms", 15_000);
        try {
            return new DeadLetterLog(client, topics.deadLetters(), topics.grants()).read();
        } catch (KafkaException e) {
            throw new DeadLettersFailure(
                    topics.deadLetters() + " cannot be read at " + brokers + ": " + e.getMessage(), e);
        }
    }

    private String address(String option, String given, Optional<String> ofServer) {
        return Optional.ofNullable(given)
                .or(() -> ofServer.filter(each -> !each.equals("-")))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        option + " is not given and nothing that has it runs on " + running.folder()
                                + "; start ./dibs serve, or give both --kafka and --database."));
    }

    private void requireRedis(String address) {
        try {
            Optional.ofNullable(address).ifPresent(RedisAddress::parse);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--redis: " + e.getMessage());
        }
    }

    private DatabaseUrl ledger(String address) {
        try {
            return DatabaseUrl.parse(address);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--database: " + e.getMessage());
        }
    }
}
