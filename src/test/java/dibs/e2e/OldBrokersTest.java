package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.local.DataFolder;
import dibs.local.LocalServers;
import dibs.local.Wanted;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.StartFailure;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers whose transactions can hang: a dead owner's could hold up a campaign for ever. */
class OldBrokersTest {
    @TempDir
    Path dir;

    @Test
    void tooOldATransactionVersionStopsTheStartAndSaysWhatToDo() throws Exception {
        Wanted brokerOnly = new Wanted(OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty(), Map.of());
        try (DataFolder folder = DataFolder.open(dir.resolve("data"));
                LocalServers servers = LocalServers.start(folder, brokerOnly, step -> {})) {
            String kafka = servers.kafka().orElseThrow().address();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
                FeatureUpdate older = new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
                admin.updateFeatures(Map.of("transaction.version", older), new UpdateFeaturesOptions())
                        .all()
                        .get();
            }
            Settings settings =
                    new SettingSources().read(List.of(), Map.of(), null).withSingleCopies();
            Plan plan = new Plan(
                    EnumSet.of(Role.DECIDER), settings, kafka, null, null, dir.resolve("state"), true, "127.0.0.1", 0);
            assertThatThrownBy(() -> Server.start(plan, step -> {}).close())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("transaction.version=1")
                    .hasMessageContaining("upgrade --feature transaction.version=2");
        }
    }
}
