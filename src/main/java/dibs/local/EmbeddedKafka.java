package dibs.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker with its own controller (KRaft), inside this process.
 *
 * <p>An acknowledged record is in the page cache: it outlives a killed process, not a power cut. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    static final String SETTING = "embedded.kafka-port";
    private final KafkaRaftServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    public static EmbeddedKafka start(DataFolder folder, int port, Consumer<String> progress) {
        return start(folder, port, Map.of(), progress);
    }

    /** As above, with broker settings that replace or add to ours. */
    public static EmbeddedKafka start(
            DataFolder folder, int port, Map<String, String> overrides, Consumer<String> progress) {
        int chosen = LocalPort.choose(port, "Kafka", SETTING);
        Path data = folder.path().resolve("kafka");
        try {
            if (!Files.exists(data)) {
                progress.accept("Kafka: making a new log folder");
                format(data);
            } else {
                DeadBroker.fence(data);
            }
            progress.accept("Kafka: starting on " + LocalPort.HOST + ":" + chosen);
            return new EmbeddedKafka(run(data, chosen, overrides), chosen);
        } catch (IOException e) {
            throw new LocalFailure(
                    "The embedded Kafka could not use " + data + " (" + e
                            + "); make the folder writable or choose another with --data DIR.",
                    e);
        }
    }

    private static void format(Path data) throws IOException {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(KafkaSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(KafkaSettings.CONTROLLER)
                    .addDirectory(Folders.unfinished(data).toString())
                    .setMetadataLogDirectory(Folders.unfinished(data).toString())
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        Folders.finish(data);
    }

    private static KafkaRaftServer run(Path data, int port, Map<String, String> overrides) throws IOException {
        BrokerFault.install();
        Map<String, String> settings = KafkaSettings.of(data, port, LocalPort.anyFree(), overrides);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown();
            throw new LocalFailure(
                    "The embedded Kafka did not start in " + data + " (" + e.getMessage()
                            + "); if this stays so, start on another folder with --data DIR.",
                    e);
        }
    }

    /** What clients connect to, {@code 127.0.0.1:PORT}. */
    public String address() {
        return LocalPort.HOST + ":" + port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
