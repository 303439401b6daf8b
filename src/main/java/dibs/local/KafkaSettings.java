package dibs.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of the embedded broker: one node that is broker and controller, on loopback only. */
final class KafkaSettings {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";
    private static final String TEN_YEARS_IN_MINUTES = "5256000";

    private KafkaSettings() {}

    static Map<String, String> of(Path data, int port, int controllerPort, Map<String, String> overrides) {
        Map<String, String> all = new HashMap<>();
        addresses(all, port, controllerPort);
        singleCopy(all);
        transactions(all);
        quickReturn(all);
        small(all);
        all.put("log.dirs", data.toString());
        all.put("auto.create.topics.enable", "false");
        all.put("message.max.bytes", Integer.toString(1 << 20));
        all.put("offsets.retention.minutes", TEN_YEARS_IN_MINUTES);
        all.put("group.initial.rebalance.delay.ms", "0");
        all.putAll(overrides);
        return all;
    }

    /** For a controller without a broker, which finds out at once that the broker of this folder is dead. */
    static Map<String, String> controllerAlone(Path data, int controllerPort) {
        Map<String, String> all = of(data, controllerPort, controllerPort, Map.of());
        all.put("process.roles", "controller");
        all.put("listeners", CONTROLLER + "://" + LocalPort.HOST + ":" + controllerPort);
        all.remove("advertised.listeners");
        all.put("broker.session.timeout.ms", "200");
        all.put("broker.heartbeat.interval.ms", "50");
        return all;
    }

    /** The one voter is named here and not in the data, so its port may differ at every start. */
    private static void addresses(Map<String, String> all, int port, int controllerPort) {
        String host = LocalPort.HOST;
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(NODE));
        all.put("listeners", "PLAINTEXT://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://" + host + ":" + port);
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("controller.listener.names", CONTROLLER);
        all.put("controller.quorum.voters", NODE + "@" + host + ":" + controllerPort);
    }

    private static void singleCopy(Map<String, String> all) {
        all.put("default.replication.factor", "1");
        all.put("min.insync.replicas", "1");
        all.put("offsets.topic.replication.factor", "1");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
    }

    /** An abandoned transaction holds back every reader of its partitions, so it is swept each second, not each ten. */
    private static void transactions(Map<String, String> all) {
        all.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // The first record after a commit waits in the broker until the commit's markers are written everywhere.
        all.put("add.partitions.to.txn.retry.backoff.ms", "1");
        all.put("transaction.state.log.num.partitions", "4");
        all.put("offsets.topic.num.partitions", "8");
    }

    /** After a kill the controller waits for the dead broker's session to end before it lets the new one in. */
    private static void quickReturn(Map<String, String> all) {
        all.put("broker.session.timeout.ms", "3000");
        all.put("broker.heartbeat.interval.ms", "500");
    }

    /** For one process on a desk: fewer threads, no 128 MB of cleaner memory, no JMX, an end to waiting at start. */
    private static void small(Map<String, String> all) {
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        all.put("background.threads", "2");
        all.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        all.put("metric.reporters", "");
        all.put("server.max.startup.time.ms", "60000");
    }
}
