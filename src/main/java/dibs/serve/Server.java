package dibs.serve;

import dibs.cache.Redis;
import dibs.cache.Wallets;
import dibs.catalogue.CataloguePublisher;
import dibs.cluster.Cluster;
import dibs.front.Front;
import dibs.front.FrontCaches;
import dibs.ledger.DatabaseUrl;
import dibs.ledger.LedgerDatabase;
import dibs.ledger.LedgerReads;
import dibs.ledger.LedgerSink;
import dibs.metrics.ProcessMeters;
import dibs.stream.DeciderReads;
import dibs.stream.DeciderRehearsal;
import dibs.stream.DeciderStreams;
import dibs.stream.LocalReplies;
import dibs.stream.StartFailure;
import dibs.stream.TopicSetup;
import dibs.stream.Topics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles of one process, started in the order in which they need each other and closed in the reverse: the front
 * first, so that no claim comes in that nobody would decide.
 *
 * <p>Thread-safe once started.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Plan plan;
    private final Topics topics;
    private final PartSettings settings;
    private final RedisParts redis;
    private final Consumer<String> progress;
    private final ProcessMeters meters;
    private final PrometheusMeterRegistry registry;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();

    private LedgerDatabase ledger;
    private LedgerSink sink;
    private volatile DeciderStreams decider;
    private Cluster cluster;
    private Front front;

    private Server(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.topics = new Topics(plan.settings().topics().prefix());
        this.meters = new ProcessMeters(topics.prefix());
        this.registry = meters.registry();
        this.settings = new PartSettings(plan, topics, InstanceId.of(plan.stateDir()));
        this.redis = new RedisParts(plan.redis(), settings, registry);
        this.progress = progress;
    }

    /**
     * Starts all roles of {@code plan} and returns when a claim would work; closes what was started if one fails.
     *
     * @param progress told each step in a few words
     */
    public static Server start(Plan plan, Consumer<String> progress) {
        Server server = new Server(plan, progress);
        try {
            server.startAll();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void startAll() {
        watchClock();
        prepareTopics();
        if (plan.runs(Role.LEDGER)) {
            startLedger();
        }
        if (plan.runs(Role.CATALOGUE)) {
            redis.catalogue().ifPresent(this::startCatalogue);
        }
        DeciderReads reads = new DeciderReads(plan.settings().topics().partitions());
        // Whoever collects metrics asks there, whatever this process runs.
        startCluster(reads);
        if (plan.runs(Role.FRONT)) {
            front = newFront();
        }
        if (plan.runs(Role.DECIDER)) {
            startDecider(reads, front == null ? LocalReplies.NONE : front.replies());
        }
        if (front != null) {
            progress.accept("starting the front");
            parts.push(front);
            front.start();
        }
        awaitReady();
        warmUp();
    }

    private void watchClock() {
        ClockWatch watch = new ClockWatch(InstantSource.system(), this::clockWasSetBack);
        parts.push(watch);
        watch.start();
    }

    private void clockWasSetBack(Duration by) {
        Optional.ofNullable(decider).ifPresent(DeciderStreams::abandon);
        failed.complete(new IllegalStateException("this machine's clock was set back by " + by.toSeconds()
                + " s, and Kafka's clients stand still until it has caught up; a new start helps at once"));
    }

    /** The last step: a front is ready after it, and so is whatever reads the ready line. */
    private void warmUp() {
        if (front == null) {
            return;
        }
        Duration time = plan.settings().front().warmUp();
        if (!time.isZero()) {
            progress.accept("warming up");
        }
        Duration deciding = decider == null ? Duration.ZERO : time.dividedBy(4);
        DeciderRehearsal.run(deciding);
        front.warmUp(time.minus(deciding));
    }

    private void prepareTopics() {
        progress.accept("checking topics");
        Map<String, Object> client = new HashMap<>(settings.client());
        client.put("bootstrap.servers", plan.kafka());
        try (Admin admin = Admin.create(client)) {
            TopicSetup setup = new TopicSetup(admin, topics, settings.layout());
            if (plan.settings().topics().create()) {
                setup.createMissing();
            }
            setup.check();
        } catch (KafkaException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new StartFailure("Kafka at " + plan.kafka() + " cannot be asked: " + why, e);
        }
    }

    private void startLedger() {
        progress.accept("starting the ledger sink");
        sink = new LedgerSink(settings.ledger(), ledgerDatabase(), redis.marks(), registry);
        parts.push(sink);
        sink.start();
    }

    private void startCatalogue(CataloguePublisher catalogue) {
        progress.accept("starting the catalogue publisher");
        parts.push(catalogue);
        catalogue.start();
    }

    private LedgerDatabase ledgerDatabase() {
        if (ledger == null) {
            ledger = new LedgerDatabase(DatabaseUrl.parse(plan.database()));
            ledger.measure(registry);
            parts.push(ledger);
        }
        return ledger;
    }

    private void startCluster(DeciderReads reads) {
        cluster = new Cluster(settings.cluster(), reads, registry);
        parts.push(cluster);
        progress.accept("other instances reach this one at " + cluster.start());
    }

    private Front newFront() {
        return new Front(
                settings.front(),
                cluster,
                caches(),
                registry,
                List.of(this::deciderNotReady, this::clusterNotReady),
                List.of(this::ledgerBehind));
    }

    private Optional<String> clusterNotReady() {
        return Optional.ofNullable(cluster).flatMap(Cluster::notReady);
    }

    private FrontCaches caches() {
        Optional<Redis> cache = redis.redis();
        cache.ifPresent(parts::push);
        Wallets wallets = new Wallets(cache, new LedgerReads(ledgerDatabase().reads()), settings.cache(), registry);
        // The other fronts count this one while the rest of it starts.
        wallets.start();
        return new FrontCaches(cache, settings.cache(), wallets);
    }

    private Optional<String> deciderNotReady() {
        return Optional.ofNullable(decider)
                .map(DeciderStreams::waitsFor)
                .filter(reason -> !reason.isEmpty())
                .map(reason -> "decider: " + reason);
    }

    private Optional<String> ledgerBehind() {
        return Optional.ofNullable(sink)
                .map(LedgerSink::health)
                .filter(health -> !health.healthy())
                .map(health -> "ledger: " + health.state().name().toLowerCase(Locale.ROOT) + " " + health.detail());
    }

    private void startDecider(DeciderReads reads, LocalReplies replies) {
        progress.accept("starting the decider");
        decider = new DeciderStreams(settings.decider(), reads, replies, new DecisionMetrics(registry));
        parts.push(decider);
        decider.start();
        var unused = decider.failed()
                .thenAccept(cause -> failed.complete(
                        new IllegalStateException("the decider stopped: " + cause.getMessage(), cause)));
        parts.push(new DeciderMeters(decider, registry));
    }

    private void awaitReady() {
        Readiness readiness = new Readiness(failed, progress);
        readiness.await(this::deciderNotReady);
        readiness.await(this::clusterNotReady);
        if (sink != null) {
            readiness.awaitLedger(sink::health);
        }
    }

    /** Where the front listens, or empty if this process runs none. */
    public Optional<String> http() {
        return Optional.ofNullable(front).map(f -> settings.front().scheme() + "://" + plan.host() + ":" + f.port());
    }

    /** Completed with the cause when this server cannot go on; the process has to end then. */
    public CompletableFuture<Throwable> failed() {
        return failed;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("A part did not close in order", e);
            }
        }
        meters.close();
    }
}
