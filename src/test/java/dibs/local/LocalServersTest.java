package dibs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real servers, on a folder with a blank in its name. */
final class LocalServersTest {
    private final List<String> progress = new CopyOnWriteArrayList<>();

    @TempDir
    private Path place;

    @Test
    void dataIsFoundAgainOnOtherPortsAndDurabilityIsOn() throws Exception {
        Path path = place.resolve("my data");
        try (DataFolder folder = DataFolder.open(path);
                LocalServers servers = LocalServers.start(folder, Wanted.all(0, 0, 0), progress::add)) {
            Probe probe = new Probe(servers);
            probe.write("kept");
            assertThat(probe.value("show fsync")).isEqualTo("on");
            assertThat(probe.value("show synchronous_commit")).isEqualTo("on");
            assertThat(probe.value("show track_commit_timestamp")).isEqualTo("on");
            assertThat(probe.value("show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(transactionVersion(servers)).isGreaterThanOrEqualTo((short) 2);
        }
        try (DataFolder folder = DataFolder.open(path);
                LocalServers servers = LocalServers.start(folder, Wanted.all(0, 0, 0), progress::add)) {
            Probe probe = new Probe(servers);
            assertThat(folder.cleared()).isEmpty();
            assertThat(probe.fromKafka()).isEqualTo("kept");
            assertThat(probe.fromDatabase()).isEqualTo("kept");
            assertThat(probe.fromRedis()).isEqualTo("kept");
        }
    }

    private static short transactionVersion(LocalServers servers) throws Exception {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", servers.kafka().orElseThrow().address()))) {
            return admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get("transaction.version")
                    .maxVersionLevel();
        }
    }

    @Test
    void aTakenPortIsNamedWithItsSettingAndTheOthersAreClosed() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DataFolder folder = DataFolder.open(place)) {
            int port = stranger.getLocalPort();
            assertThatThrownBy(() -> LocalServers.start(folder, Wanted.all(port, 0, 0), progress::add))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContainingAll("Port " + port, "Kafka", "--set embedded.kafka-port=N");
            assertThatThrownBy(() -> EmbeddedDatabase.start(folder, port, progress::add))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContainingAll("Port " + port, "PostgreSQL", "--set embedded.database-port=N");
            assertThatThrownBy(() -> EmbeddedRedis.start(folder, port, progress::add))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContainingAll("Port " + port, "Redis", "--set embedded.redis-port=N");
            assertThat(place.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
            assertThat(place.resolve("redis").resolve("redis.pid")).doesNotExist();
        }
    }

    @Test
    void onlyWhatIsWantedStarts() {
        Wanted none = new Wanted(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Map.of());
        try (DataFolder folder = DataFolder.open(place);
                LocalServers servers = LocalServers.start(folder, none, progress::add)) {
            assertThat(servers.kafka()).isEmpty();
            assertThat(servers.database()).isEmpty();
            assertThat(servers.redis()).isEmpty();
            assertThat(progress).isEmpty();
        }
    }

    @Test
    void redisThatComesAlongServesWhereNoneIsInstalled() {
        try (DataFolder folder = DataFolder.open(place)) {
            Optional<EmbeddedRedis> redis = EmbeddedRedis.start(folder, 0, "", Tuning.NONE, progress::add);
            assertThat(progress).hasSize(1);
            assertThat(redis.isPresent())
                    .isEqualTo(Files.exists(place.resolve("redis").resolve("redis.pid")));
            redis.ifPresent(EmbeddedRedis::close);
        }
    }

    @Test
    void redisDataThatCannotBeReadIsDroppedAndNotFatal() throws IOException {
        Path files = Files.createDirectories(place.resolve("redis").resolve("appendonlydir"));
        Files.writeString(files.resolve("appendonly.aof.manifest"), "no manifest");
        try (DataFolder folder = DataFolder.open(place);
                EmbeddedRedis redis =
                        EmbeddedRedis.start(folder, 0, progress::add).orElseThrow()) {
            assertThat(redis.uri()).startsWith("redis://127.0.0.1:");
            assertThat(progress).anyMatch(line -> line.contains("trying again with an empty one"));
        }
    }

    @Test
    void aServerNobodyClosedEndsWithTheFolder() throws IOException {
        Path pidFile = place.resolve("redis").resolve("redis.pid");
        DataFolder folder = DataFolder.open(place);
        assertThat(EmbeddedRedis.start(folder, 0, progress::add)).isPresent();
        ProcessHandle server = Leftovers.living(pidFile).orElseThrow();
        folder.close();
        assertThat(Life.of(server)).isFalse();
    }
}
