package dibs.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Lets the controller declare a killed broker dead before the next one starts on its folder.
 *
 * <p>Otherwise the new broker first reads that it leads everything, loads the transactions under way and sends their
 * markers; then it registers, its partitions have no leader for a moment, and Kafka 4.3.1 takes a partition without a
 * leader for a deleted one ({@code TransactionMarkerChannelManager}): it skips the marker and calls the transaction
 * complete. What was committed then hangs for ever, and the decider with it. Once the dead broker is fenced the new one
 * leads nothing until it is registered, and the window is gone.
 */
final class DeadBroker {
    private static final String LEFT_BY_A_CLEAN_STOP = ".kafka_cleanshutdown";
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private DeadBroker() {}

    /**
     * Does nothing after a clean stop; else runs the controller alone until it has fenced the broker.
     *
     * @return whether there was a dead broker, and it is fenced now
     */
    static boolean fence(Path data) throws IOException {
        if (Files.exists(data.resolve(LEFT_BY_A_CLEAN_STOP))) {
            return false;
        }
        KafkaConfig config = new KafkaConfig(KafkaSettings.controllerAlone(data, LocalPort.anyFree()), false);
        KafkaRaftServer controller = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            controller.startup();
            // A broker that was killed before it ever registered will not be counted: then the bound ends the wait.
            return Patience.until(MAX_WAIT, () -> count("FencedBrokerCount") > 0 && count("ActiveBrokerCount") == 0);
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    private static int count(String gauge) {
        try {
            ObjectName name = new ObjectName("kafka.controller:type=KafkaController,name=" + gauge);
            return (Integer) ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Value");
        } catch (JMException notYetThere) {
            return -1;
        }
    }
}
