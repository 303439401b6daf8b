package dibs.compare;

import dibs.stream.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * {@code dibs serve} in a process of its own, with broker, decider and front. Without ledger and Redis: no rival writes a
 * ledger or reads campaigns. Used by one thread at a time.
 */
final class DibsServer implements AutoCloseable {
    static final Topics TOPICS = new Topics("dibs.");

    private final Path folder;
    private final Cpus cpus;
    private ChildJvm process;

    private DibsServer(Path folder, Cpus cpus) {
        this.folder = folder;
        this.cpus = cpus;
    }

    static DibsServer start(Path folder, Durability durability, Cpus cpus) throws IOException {
        DibsServer server = new DibsServer(folder, cpus);
        server.process = server.serve(0, 0);
        if (durability == Durability.D) {
            flushEach(server.kafka(), TOPICS.requests());
        }
        return server;
    }

    private ChildJvm serve(int httpPort, int kafkaPort) throws IOException {
        return ChildJvm.start(
                cpus,
                folder.resolveSibling(folder.getFileName() + ".log"),
                List.of(
                        "dibs.cli.Main",
                        "serve",
                        "--roles",
                        "front,decider",
                        "--data",
                        folder.toString(),
                        "--redis",
                        "none",
                        "--port",
                        Integer.toString(httpPort),
                        // It is warmed up as all are.
                        "--set",
                        "front.warm-up=0",
                        "--set",
                        "embedded.database-port=0",
                        "--set",
                        "embedded.kafka-port=" + kafkaPort));
    }

    /** From now on an acknowledged record of the topic is on the disk: the log is all that Dibs needs to keep. */
    static void flushEach(String kafka, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp flush = new AlterConfigOp(new ConfigEntry("flush.messages", "1"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(flush)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new CompareFailure("flush.messages could not be set on " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompareFailure("interrupted", e);
        }
    }

    String http() {
        return process.value("http");
    }

    String kafka() {
        return process.value("kafka");
    }

    /** On the same ports, so that clients find it again. */
    void killAndRestart() throws IOException, InterruptedException {
        process.kill();
        process = serve(port(http()), port(kafka()));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Override
    public void close() {
        process.close();
    }
}
