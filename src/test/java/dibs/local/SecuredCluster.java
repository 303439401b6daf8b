package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The servers of a real installation, each on a machine and a disk of its own: three brokers with copies on all of them,
 * TLS, logins and rights, and Debian's PostgreSQL and Redis with TLS and passwords. Used by one thread.
 */
public final class SecuredCluster implements AutoCloseable {
    public static final int BROKERS = KafkaCluster.NODES;
    private static final String PASSWORD = "p4ss-of-all";
    private static final int REDIS_PORT = 6379;

    private final Path folder;
    private final Network network;
    /** Of the brokers, and last of the database. */
    private final List<Disk> disks;

    private final BrokerLogin login;
    private final KafkaCluster kafka;
    private final DebianPostgres database;
    private final Machine redisMachine;
    private RedisProcess redis;

    private SecuredCluster(
            Path folder,
            Network network,
            List<Disk> disks,
            BrokerLogin login,
            KafkaCluster kafka,
            DebianPostgres database,
            Machine redisMachine) {
        this.folder = folder;
        this.network = network;
        this.disks = disks;
        this.login = login;
        this.kafka = kafka;
        this.database = database;
        this.redisMachine = redisMachine;
    }

    /** Skips the test where there can be none. */
    public static void assumePossible() {
        Network.assumePossible();
        DebianPostgres.assumeInstalled();
        Disk.assumePossible();
    }

    public static SecuredCluster start(Path folder) throws Exception {
        Network network = Network.create(folder.resolve("clocks"));
        List<Disk> disks = new ArrayList<>();
        Path logs = folder.resolve("kafka");
        Path rows = folder.resolve("postgres");
        try {
            List<Machine> brokers = new ArrayList<>();
            for (int broker = 0; broker < BROKERS; broker++) {
                brokers.add(network.add(broker(broker)));
                disks.add(Disk.at(KafkaCluster.data(logs, broker)));
            }
            disks.add(Disk.at(rows));
            Machine data = network.add("db");
            Machine cache = network.add("redis");
            List<Machine> servers = new ArrayList<>(brokers);
            servers.addAll(List.of(data, cache));
            BrokerLogin login = new BrokerLogin(certificates(folder, servers), PASSWORD);
            KafkaCluster kafka = KafkaCluster.start(logs, brokers, login);
            DebianPostgres database = DebianPostgres.start(data, rows, login.certificates(), PASSWORD);
            SecuredCluster cluster = new SecuredCluster(folder, network, disks, login, kafka, database, cache);
            cluster.startRedis();
            return cluster;
        } catch (Exception e) {
            network.close();
            disks.forEach(Disk::close);
            throw e;
        }
    }

    private static Path certificates(Path folder, List<Machine> servers) throws IOException, GeneralSecurityException {
        Path certificates = Files.createDirectories(folder.resolve("certificates"));
        Certificates.write(
                certificates,
                servers.stream().map(server -> "ip:" + server.host()).collect(Collectors.joining(",")));
        return certificates;
    }

    /** A broker's name in the network. */
    public static String broker(int broker) {
        return "k" + (broker + 1);
    }

    public Network network() {
        return network;
    }

    public KafkaCluster kafka() {
        return kafka;
    }

    /** A broker is gone with everything that is not on its disk yet; {@link #kafka} starts it again. */
    public void cutPower(int broker) throws InterruptedException {
        kafka.kill(broker);
        disks.get(broker).losePower();
    }

    /** The database is gone with everything that is not on its disk yet. */
    public void cutPowerOfDatabase() throws InterruptedException {
        database.kill();
        disks.get(BROKERS).losePower();
    }

    /** The brokers and the database are gone, with everything that is not on a disk yet. */
    public void cutAllPower() throws InterruptedException {
        for (int broker = 0; broker < BROKERS; broker++) {
            kafka.kill(broker);
        }
        database.kill();
        disks.forEach(Disk::losePower);
    }

    public void startAfterPowerCut() throws IOException {
        kafka.startAll();
        database.start();
    }

    public void killDatabase() throws InterruptedException {
        database.kill();
    }

    public void startDatabase() throws IOException {
        database.start();
    }

    public void killRedis() throws InterruptedException {
        redis.kill();
    }

    /** Empty. */
    public void startRedis() {
        Path program = RedisProcess.program(folder.resolve("programs")).orElseThrow();
        List<String> options = new ArrayList<>(RedisProcess.onlyTls(REDIS_PORT, login.certificates()));
        options.addAll(RedisProcess.onlyUser("dibs", PASSWORD));
        redis = RedisProcess.start(redisMachine, program, folder.resolve("redis"), options);
    }

    /** As {@code --database} takes it, without the password. */
    public String database() {
        return database.address();
    }

    /** The file of passwords for {@code PGPASSFILE} has this line. */
    public String databasePasswordLine() {
        return database.passwordLine();
    }

    public String databasePassword() {
        return PASSWORD;
    }

    /** As {@code --redis} takes it. */
    public String redis() {
        return "rediss://dibs:" + PASSWORD + "@" + redisMachine.host() + ":" + REDIS_PORT;
    }

    /** What clients of Kafka need that are Dibs. */
    public Map<String, String> client() {
        return client(BrokerLogin.USER);
    }

    /** What clients of Kafka need that may do everything. */
    public Map<String, String> superUser() {
        return client(BrokerLogin.BROKER);
    }

    private Map<String, String> client(String user) {
        Map<String, String> all = new HashMap<>(login.client(user));
        all.put("bootstrap.servers", kafka.address());
        return all;
    }

    /** The file for {@code kafka.client-config}. */
    public Path clientFile(Path file) throws IOException {
        return login.client(file, BrokerLogin.USER);
    }

    /** For JVMs that are to trust the servers. */
    public List<String> trusting() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + Certificates.trustStore(login.certificates()),
                "-Djavax.net.ssl.trustStorePassword=" + Certificates.STORE_PASSWORD);
    }

    @Override
    public void close() {
        kafka.close();
        database.close();
        if (redis != null) {
            redis.close();
        }
        network.close();
        disks.forEach(Disk::close);
    }
}
