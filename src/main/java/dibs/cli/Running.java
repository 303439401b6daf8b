package dibs.cli;

import dibs.local.RunFile;
import dibs.settings.KafkaClientFile;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of commands that work with a server which runs: where it is, and how its topics are named. */
final class Running {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".dibs",
            description = "Folder of the server that runs (default: ${DEFAULT-VALUE}); an address given goes before.")
    private Path data;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Properties for brokers that ask who is there (default: the setting kafka.client-config).")
    private Path kafkaConfig;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in HOCON; only those of topics and kafka matter (default: no file).")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; may be given several times (defaults: reference.conf).")
    private List<String> sets = new ArrayList<>();

    /** What runs on the folder, as far as it says. */
    Optional<RunFile> server() {
        return RunFile.ofFolder(data);
    }

    /** For people. */
    Path folder() {
        return data.toAbsolutePath();
    }

    Topics topics() {
        return new Topics(settings().topics().prefix());
    }

    /** Of the topics. */
    int partitions() {
        return settings().topics().partitions();
    }

    /** How the brokers are reached. */
    Map<String, String> kafkaClient() {
        return kafkaConfig == null ? settings().kafka().client() : KafkaClientFile.read("--kafka-config", kafkaConfig);
    }

    private Settings settings() {
        return new SettingSources().read(sets, System.getenv(), config);
    }
}
