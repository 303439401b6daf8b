package dibs.cluster;

import dibs.stream.DeciderReads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * This process among the others: it answers them from its stores, and asks them about theirs. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
    private final ClusterSettings settings;
    private final Owners owners;
    private final Peers peers;
    private final LocalStores stores;
    private final InstanceServer server;

    /** Connects; {@link #start} begins. */
    public Cluster(ClusterSettings settings, DeciderReads reads, PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.peers = new Peers(settings.secret(), registry);
        Map<String, Object> client = new HashMap<>(settings.client());
        client.put("bootstrap.servers", settings.bootstrapServers());
        OwnersLog log = new OwnersLog(settings.topic(), reads.partitions(), client);
        this.owners = new Owners(
                log,
                reads,
                all -> peers.keep(all.values().stream().map(Owner::address).collect(Collectors.toSet())));
        this.stores = new LocalStores(reads, owners::confirms);
        this.server = new InstanceServer(settings.host(), settings.port(), settings.secret(), stores, registry);
    }

    /** Answers others from now on, and learns who they are; returns the address it announces. */
    public String start() {
        String self = settings.advertisedHost() + ":" + server.start();
        owners.start(self);
        return self;
    }

    /** For whoever asks about a campaign; what has to wait goes on on a thread of {@code retries}. */
    public ClusterReads reads(Executor retries) {
        return new ClusterReads(stores, owners, peers, retries);
    }

    /** What would keep this process from answering, in a few words. */
    public Optional<String> notReady() {
        return owners.notReady();
    }

    @Override
    public void close() {
        server.close();
        owners.close();
        peers.close();
    }
}
