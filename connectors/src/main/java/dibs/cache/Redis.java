package dibs.cache;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis as a front uses it: every call ends within some tens of milliseconds, and while most of them fail none is made.
 * Parts of a cluster are away one by one, and so are given up one by one.
 *
 * <p>Thread-safe.
 */
public final class Redis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final int CONNECTIONS = 16;

    /** The part of a cluster that holds campaigns; wallets have one for each partition. */
    static final int CAMPAIGNS = -1;

    /** Answers that say something of one key or of memory, and nothing of whether Redis is there. */
    private static final List<String> WELL = List.of("WRONGTYPE", "OOM", "READONLY", "NOPERM", "MISCONF");

    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(5)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(1))
            // Else it would wait for a call, and whoever looks whether one is worth it makes none.
            .automaticTransitionFromOpenToHalfOpenEnabled(true)
            .permittedNumberOfCallsInHalfOpenState(3)
            .recordException(e -> !(e instanceof JedisDataException)
                    || WELL.stream().noneMatch(String.valueOf(e.getMessage())::startsWith))
            .build();

    private static final byte[] REPLACE = ("local found = redis.call('TYPE', KEYS[1]).ok == 'string'"
                    + " and redis.call('GET', KEYS[1]) or ''"
                    + " if found ~= ARGV[1] then return 0 end"
                    + " if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])"
                    + " else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end return 1")
            .getBytes(StandardCharsets.UTF_8);

    private final RedisAddress address;
    private final Duration timeout;
    private final MeterRegistry registry;
    private final ConcurrentMap<Integer, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private volatile UnifiedJedis client;

    public Redis(RedisAddress address, Duration timeout, MeterRegistry registry) {
        this.address = address;
        this.timeout = timeout;
        this.registry = registry;
        Gauge.builder("dibs.redis.breaker.open", breakers, Redis::isAnyOpen)
                .description(
                        "1 while Redis, or a part of a cluster, is asked only now and then, since most calls failed")
                .register(registry);
    }

    private static int isAnyOpen(Map<Integer, CircuitBreaker> breakers) {
        return breakers.values().stream().allMatch(each -> each.getState() == CircuitBreaker.State.CLOSED) ? 0 : 1;
    }

    private CircuitBreaker breaker(int part) {
        return breakers.computeIfAbsent(address.cluster() ? part : CAMPAIGNS, this::newBreaker);
    }

    private CircuitBreaker newBreaker(int part) {
        String name = part == CAMPAIGNS ? "" : " partition " + part;
        CircuitBreaker breaker = CircuitBreaker.of("redis", BREAKER);
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.info("Redis at {}{}: {}", address, name, event.getStateTransition()));
        return breaker;
    }

    RedisAddress address() {
        return address;
    }

    Duration timeout() {
        return timeout;
    }

    /** Whether it is worth to hand a call to another thread. */
    boolean isWorthAsking(int part) {
        return breaker(part).getState() != CircuitBreaker.State.OPEN;
    }

    /** Calls Redis, counted under {@code command}; whatever it answers but what was asked for is an exception. */
    <T> T call(int part, String command, Function<UnifiedJedis, T> use) throws RedisAwayException {
        try {
            T answer = breaker(part).executeCallable(() -> use.apply(connected()));
            count(command, "answered");
            return answer;
        } catch (CallNotPermittedException e) {
            throw new RedisAwayException("most calls failed");
        } catch (JedisException e) {
            count(command, "failed");
            throw new RedisAwayException(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Puts {@code value} where {@code expected} is, and only there; no bytes stand for nothing, and so does what is no
     * string.
     *
     * @param lifeMillis 0: for ever
     */
    boolean replace(int part, String command, byte[] key, byte[] expected, byte[] value, long lifeMillis)
            throws RedisAwayException {
        byte[] life = Long.toString(lifeMillis).getBytes(StandardCharsets.UTF_8);
        return call(part, command, client -> client.eval(REPLACE, List.of(key), List.of(expected, value, life)))
                .equals(1L);
    }

    private void count(String command, String result) {
        Counter.builder("dibs.redis.commands")
                .description("Commands that Redis was asked, by what became of them")
                .tag("command", command)
                .tag("result", result)
                .register(registry)
                .increment();
    }

    private UnifiedJedis connected() {
        UnifiedJedis known = client;
        return known == null ? connect() : known;
    }

    /** A cluster that is away cannot be connected to; then the next call tries again. */
    private synchronized UnifiedJedis connect() {
        if (client == null) {
            client = address.client(CONNECTIONS, timeout);
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
