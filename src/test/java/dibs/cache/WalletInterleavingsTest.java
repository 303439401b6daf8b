package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.e2e.Proof;
import dibs.ledger.LedgerEntry;
import dibs.ledger.RowMarks;
import dibs.ledger.Wallet;
import dibs.local.OwnRedis;
import dibs.stream.HomePartition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/**
 * Sink, readers and refreshers take their steps in random order over a real Redis, crash between any two of them, and
 * lose keys and connections: whoever believes a wallet sees every row that was committed before he began to look.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class WalletInterleavingsTest {
    private static final int STEPS = Proof.times(20_000, 400_000);
    private static final List<String> USERS = List.of("u-1", "u-2", "u-3");
    private static final int PARTITIONS = 4;

    @TempDir
    static Path dir;

    private OwnRedis server;

    @BeforeAll
    void start() {
        server = new OwnRedis(dir.resolve("redis"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aWalletThatIsBelievedHoldsEveryCommittedRow() {
        long seed = new Random().nextLong();
        World world = new World("right.", seed, null);
        world.run(STEPS);
        System.out.printf("seed %d, %d steps: %s%n", seed, STEPS, world.counts);
        assertThat(world.counts)
                .containsKeys("hit", "filled", "refreshed", "crash", "key lost", "flushed", "connection lost");
    }

    /** Else it could not fail. */
    @Test
    void aSinkThatDoesNotMarkIsFoundOut() {
        World world = new World("unmarked.", 1, () -> RowMarks.NONE);
        assertThatThrownBy(() -> world.run(STEPS)).isInstanceOf(AssertionError.class);
    }

    private final class World {
        private final Map<String, Integer> committed = new HashMap<>();
        private final Map<String, Integer> counts = new TreeMap<>();
        private final Random random;
        private final CacheSettings settings;
        private final RedisAddress address = RedisAddress.parse(server.uri());
        private final Redis redis = new Redis(address, Duration.ofSeconds(1), new SimpleMeterRegistry());
        private final WalletCache cache;
        private final Supplier<RowMarks> newMarks;
        private final List<Reader> readers = new ArrayList<>();
        private RowMarks marks;
        private WalletWatch watch;
        private String writing;
        private boolean marked;
        private boolean isCommitted;
        private long flushedUntil = System.nanoTime();

        /** With a sink that keeps its watch; {@code others} mark instead of it, unless they are null. */
        private World(String prefix, long seed, Supplier<RowMarks> others) {
            random = new Random(seed);
            settings = new CacheSettings(
                    new CacheNames(prefix, PARTITIONS),
                    PARTITIONS,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    1,
                    1,
                    1);
            cache = new WalletCache(redis, settings, Clock.systemUTC(), new CacheMetrics(new SimpleMeterRegistry()));
            newMarks = others;
            takeOver();
            for (int i = 0; i < 6; i++) {
                readers.add(new Reader());
            }
        }

        private void takeOver() {
            if (watch != null) {
                watch.close();
            }
            watch = new WalletWatch(address, settings, new SimpleMeterRegistry());
            marks = newMarks == null ? watch : newMarks.get();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                watch.took(partition);
            }
            writing = null;
            marked = false;
            isCommitted = false;
        }

        private void run(int steps) {
            for (int step = 0; step < steps; step++) {
                keep();
                if (step == steps / 3) {
                    flush();
                } else if (step == steps / 2) {
                    loseConnections();
                }
                int what = random.nextInt(1_000);
                if (what < 300) {
                    sink();
                } else if (what < 996) {
                    readers.get(random.nextInt(readers.size())).step();
                } else {
                    fault(what);
                }
            }
        }

        private void keep() {
            long now = System.nanoTime();
            List<Integer> all = List.of(0, 1, 2, 3);
            all.forEach(partition -> watch.confirmed(partition, now));
            watch.keep(all);
        }

        /** Mark, commit, take the mark away: one of these at a time. */
        private void sink() {
            if (writing == null) {
                writing = USERS.get(random.nextInt(USERS.size()));
            } else if (!marked) {
                marked = marks.before(partition(), rows()) == 0;
            } else if (!isCommitted) {
                committed.merge(writing, 1, Integer::sum);
                isCommitted = true;
                count("commit");
            } else {
                marks.written(partition(), rows());
                writing = null;
                marked = false;
                isCommitted = false;
            }
        }

        private int partition() {
            return HomePartition.of(writing, PARTITIONS);
        }

        private List<LedgerEntry> rows() {
            return List.of(new LedgerEntry("c", writing, LedgerEntry.Kind.GRANT, 100, 1, "r", Instant.EPOCH, 0, 0));
        }

        private void fault(int what) {
            if (what == 996) {
                count("crash");
                // What was on its way to the database may still be committed, but not after the successor came.
                if (marked && !isCommitted && random.nextBoolean()) {
                    committed.merge(writing, 1, Integer::sum);
                }
                takeOver();
            } else if (what == 997) {
                lose(USERS.get(random.nextInt(USERS.size())));
            } else if (what == 998 && random.nextInt(40) == 0) {
                flush();
            } else if (random.nextInt(400) == 0) {
                loseConnections();
            }
        }

        private void flush() {
            count("flushed");
            command(Protocol.Command.FLUSHALL);
            // What a reader heard of the watch just before, he believes for a tenth of a second.
            flushedUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Watches.BELIEVED_MILLIS + 50);
        }

        private void loseConnections() {
            count("connection lost");
            command(Protocol.Command.CLIENT, "KILL", "TYPE", "normal");
        }

        /** Marks are fresh, so whoever evicts the oldest does not take them. */
        private void lose(String user) {
            if (!user.equals(writing)) {
                count("key lost");
                command(Protocol.Command.DEL, new String(settings.names().wallet(user), StandardCharsets.UTF_8));
            }
        }

        private void command(Protocol.Command command, String... arguments) {
            try (Jedis jedis = new Jedis(URI.create(server.uri()))) {
                jedis.sendCommand(command, arguments);
            }
        }

        private void count(String what) {
            counts.merge(what, 1, Integer::sum);
        }

        private byte[] json(String user, int rows) {
            return WalletJson.write(new Wallet(user, rows * 100L, Instant.now(), List.of()));
        }

        /** Looks, leases, reads the database and fills, or refreshes what it found: one of these at a time. */
        private final class Reader {
            private String user;
            private int before;
            private WalletCache.Look look;
            private Optional<WalletCache.Lease> lease;
            private int read;

            private void step() {
                if (random.nextInt(200) == 0) {
                    look = null;
                    user = null;
                } else if (user == null) {
                    user = USERS.get(random.nextInt(USERS.size()));
                    before = committed.getOrDefault(user, 0);
                    read = -1;
                    lease = null;
                } else if (look == null) {
                    look();
                } else if (lease == null) {
                    lease = look.isBelieved() ? Optional.empty() : cache.lease(user, look);
                } else if (read < 0) {
                    read = committed.getOrDefault(user, 0);
                } else {
                    put();
                    look = null;
                    user = null;
                }
            }

            private void look() {
                try {
                    look = cache.look(user);
                } catch (RedisAwayException e) {
                    look = WalletCache.Look.NOTHING;
                }
                if (look.isBelieved() && System.nanoTime() - flushedUntil > 0) {
                    count("hit");
                    assertThat(new String(look.value().json(), StandardCharsets.UTF_8))
                            .satisfies(json -> assertThat(
                                            Long.parseLong(json.replaceFirst(".*\"points\":([0-9]+).*", "$1")))
                                    .as("%s had %d rows before the look: %s", user, before, json)
                                    .isGreaterThanOrEqualTo(before * 100L));
                }
            }

            private void put() {
                if (lease.isPresent()) {
                    cache.fill(user, lease.get(), json(user, read));
                    count("filled");
                } else if (look.isBelieved() && random.nextInt(4) == 0) {
                    cache.refresh(user, look, json(user, read));
                    count("refreshed");
                }
            }
        }
    }
}
