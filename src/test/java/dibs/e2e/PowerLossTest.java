package dibs.e2e;

import dibs.local.SecuredCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * All brokers and the database lose their power at once, in the middle of a rush. Where each request is synced before it is
 * acknowledged, the rest is computed again as docs/runbooks.md tells, and nobody was told what is not true. As root, with
 * what {@link InstallationTest} needs and Debian's {@code e2fsprogs}.
 */
@Tag("packed")
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class PowerLossTest {
    private static final int INSTANCES = 3;
    private static final int ASKERS = 16;

    @TempDir
    Path dir;

    @BeforeAll
    static void canBe() {
        SecuredCluster.assumePossible();
    }

    @Test
    void whatWasToldIsTrueAfterEverythingWasComputedAgain() throws Exception {
        try (Installation all = Installation.on(dir);
                Fleet fleet = Fleet.of(INSTANCES, dir, all::serve)) {
            SecuredCluster servers = all.servers();
            syncEachRequest(servers);
            try (Askers askers = Askers.of(fleet, ASKERS, all::claims)) {
                askers.awaitAnswers(2_000);
                servers.cutAllPower();
                fleet.killAll();
                servers.startAfterPowerCut();
                computeAgain(all, fleet);
                fleet.startAll();
                askers.awaitAnswers(1_000);
                askers.stop();
                System.out.println(askers.summary());
                Audited.clean(all.sources(askers.journal()));
            }
        }
    }

    private static void syncEachRequest(SecuredCluster servers) throws Exception {
        ConfigResource requests = new ConfigResource(ConfigResource.Type.TOPIC, "dibs.requests");
        AlterConfigOp sync = new AlterConfigOp(
                new ConfigEntry(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, "1"), AlterConfigOp.OpType.SET);
        try (Admin admin = admin(servers)) {
            admin.incrementalAlterConfigs(Map.of(requests, List.of(sync))).all().get();
        }
    }

    /** As docs/runbooks.md tells: "Topics, all but the requests". */
    private static void computeAgain(Installation all, Fleet fleet) throws Exception {
        try (Admin admin = admin(all.servers())) {
            ComputedAgain.delete(admin, "dibs.");
        }
        try (Connection connection = all.database();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from dibs.ledger_progress");
        }
        for (Path folder : fleet.folders()) {
            Files.move(folder.resolve("streams"), folder.resolve("streams-before"));
        }
    }

    private static Admin admin(SecuredCluster servers) {
        return Admin.create(new HashMap<>(servers.superUser()));
    }
}
