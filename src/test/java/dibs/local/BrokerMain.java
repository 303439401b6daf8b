package dibs.local;

import java.io.FileReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One node of a {@link KafkaCluster}: formats its folder if it is new, and runs until it is killed. */
final class BrokerMain {
    static final String READY = "broker ready";
    static final String CLUSTER = "test.cluster.id";

    private BrokerMain() {}

    /** Takes a file of broker settings, with the id of the cluster among them. */
    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        try (Reader file = new FileReader(arguments[0], StandardCharsets.UTF_8)) {
            settings.load(file);
        }
        String cluster = (String) settings.remove(CLUSTER);
        Path data = Path.of(settings.getProperty("log.dirs"));
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(data, cluster, Integer.parseInt(settings.getProperty("node.id")));
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        System.out.println(READY);
        server.awaitShutdown();
    }

    private static void format(Path data, String cluster, int node) throws Exception {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(node)
                    .setClusterId(cluster)
                    .setControllerListenerName(KafkaSettings.CONTROLLER)
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .run();
        }
    }
}
