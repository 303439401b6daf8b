package dibs.compare;

import dibs.compare.postgres.PostgresBatched;
import dibs.compare.postgres.PostgresHotRow;
import dibs.compare.redis.LocalCounter;
import dibs.compare.redis.RedisLock;
import dibs.compare.redis.RedisLua;
import dibs.compare.redis.RedisLuaPipelined;
import dibs.compare.redis.RedisSetNx;
import dibs.stream.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All that can be compared, in the order of the table. A new contender is one line here. */
public final class Contenders {
    static final String DIBS_KAFKA = "dibs-kafka";
    static final String DIBS_HTTP = "dibs-http";
    static final String DIBS_MANY = "dibs-many";
    static final String PASS_ONE = "pass-one";
    static final String PASS_SAME = "pass-same";
    static final String ECHO = "echo";
    static final String HTTP_NO_OP = "http-no-op";
    static final String REDIS_LUA = "redis-lua";
    static final String REDIS_PIPELINED = "redis-lua-pipelined";
    static final String POSTGRES_HOT_ROW = "postgres-hot-row";

    /**
     * One of them.
     *
     * @param name for {@code --only}, in JSON and for goals
     * @param title for people
     * @param kind whether it decides, and whether it is ours
     */
    record Entry(String name, String title, Kind kind, Starter starter) {}

    /** What is expected of a contender. */
    enum Kind {
        /** Must be right. */
        DIBS,
        /** May be wrong, which is told. */
        RIVAL,
        /** Is there to be divided by, and is not contested. */
        LIMIT
    }

    /** Starts servers and clients. */
    interface Starter {
        Contender start(Bench bench) throws Exception;
    }

    private static final List<Entry> ALL = List.of(
            new Entry(DIBS_KAFKA, "Dibs by Kafka", Kind.DIBS, bench -> new DibsByKafka(bench.dibs())),
            new Entry(DIBS_HTTP, "Dibs by HTTP", Kind.DIBS, bench -> new DibsByHttp(bench.dibs())),
            rival(REDIS_LUA, "Redis Lua, one call each", RedisLua::start),
            rival(REDIS_PIPELINED, "Redis Lua, pipelined", RedisLuaPipelined::start),
            rival("redis-set-nx", "Redis SET NX and INCR", RedisSetNx::start),
            rival("redis-lock", "Redis, Redlock", RedisLock::start),
            rival("redis-cluster", "Redis Lua on a cluster", RedisLua::startOnCluster),
            rival("local-counter", "Counter written behind", LocalCounter::start),
            rival(POSTGRES_HOT_ROW, "PostgreSQL, hot row", PostgresHotRow::start),
            rival("postgres-batched", "PostgreSQL, batched", PostgresBatched::start),
            limit(
                    DIBS_MANY,
                    "Dibs, " + ManyCampaigns.CAMPAIGNS + " campaigns",
                    bench -> new ManyCampaigns(bench.dibs())),
            kafkaLimit(PASS_ONE, "Pass-through, one record", LimitMain.ONE),
            kafkaLimit(PASS_SAME, "Pass-through, same records", LimitMain.SAME),
            kafkaLimit(ECHO, "Echo by two topics", LimitMain.ECHO),
            limit(
                    HTTP_NO_OP,
                    "No-op by HTTP",
                    bench -> Limit.of(new HttpClaims(bench.limits().http()))));

    private Contenders() {}

    /** Starts servers of its own. */
    private interface Rival {
        Contender start(Path folder, Durability durability, Cpus servers) throws Exception;
    }

    private static Entry rival(String name, String title, Rival rival) {
        return new Entry(
                name, title, Kind.RIVAL, bench -> rival.start(bench.folder(name), bench.durability(), bench.servers()));
    }

    private static Entry limit(String name, String title, Starter starter) {
        return new Entry(name, title, Kind.LIMIT, starter);
    }

    private static Entry kafkaLimit(String name, String title, String prefix) {
        return limit(
                name, title, bench -> Limit.of(new KafkaClaims(bench.limits().kafka(), new Topics(prefix))));
    }

    static Optional<Entry> find(String name) {
        return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** For {@code --only}. */
    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }
}
