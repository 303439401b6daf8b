package dibs.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One partition's watch, as the sink keeps it. Moments are those of {@link System#nanoTime()}.
 *
 * <p>It is kept only while the ledger confirms the owner: one that was replaced without knowing must not keep alive what
 * its successor believes to have ended. Used by one thread only.
 */
final class Watch {
    /** How long one lasts that is not kept. */
    private static final Duration LIFE = Duration.ofSeconds(2);

    /** A command is obeyed no later than this after it was sent, by the clock of Redis. */
    private static final Duration OBEYED_WITHIN = Duration.ofMillis(300);

    private static final Duration CONFIRMED_FOR = Duration.ofMillis(500);
    private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** From a command that keeps it until nobody can believe in it; the tenth more is for clocks that do not run alike. */
    private static final long BELIEVED_NANOS = LIFE.plus(OBEYED_WITHIN)
            .plusMillis(Watches.BELIEVED_MILLIS)
            .multipliedBy(11)
            .dividedBy(10)
            .toNanos();

    /**
     * Keeps the watch ARGV[1] if it is there; answers which one counts now, or none. ARGV[4] says what to do otherwise:
     * {@link Way}. After ARGV[3], microseconds by the clock of Redis, nothing is done: a command that was long on its way
     * does no harm.
     */
    private static final String KEEP = "local t = redis.call('TIME') local now = t[1] * 1000000 + t[2]"
            + " local keep = ''"
            + " if now <= tonumber(ARGV[3]) then"
            + " local found = redis.call('TYPE', KEYS[1]).ok == 'string'"
            + " and string.match(redis.call('GET', KEYS[1]), '^%x+$')"
            + " if ARGV[4] == 'INHERIT' and found and #found <= 16 then keep = found"
            + " elseif ARGV[4] ~= 'KEEP' or found == ARGV[1] then keep = ARGV[1] end"
            + " if keep ~= '' then redis.call('SET', KEYS[1], keep, 'PX', ARGV[2]) end end"
            + " return {keep, string.format('%.0f', now)}";

    private enum Way {
        /** Take over the one that is there, or begin one: of an owner who has just come. */
        INHERIT,
        /** Begin one, whatever is there. */
        BEGIN,
        /** Where it is gone, Redis has lost things, marks perhaps among them: another one must begin. */
        KEEP
    }

    private final String key;
    private String number = newNumber();
    private Way way = Way.INHERIT;
    private long confirmedAt = System.nanoTime() - CONFIRMED_FOR.toNanos() - 1;
    private long keptAt = System.nanoTime() - KEEP_NANOS;
    private long believedUntil = System.nanoTime() + CONFIRMED_FOR.toNanos() + BELIEVED_NANOS;

    /** Microseconds by the clock of Redis that had passed at {@link #clockHeardAt}, at least; 0: not known. */
    private long clock;

    private long clockHeardAt;

    /** Of an owner who has just come; his predecessor's may still be believed. */
    Watch(String key) {
        this.key = key;
    }

    private static String newNumber() {
        return Watches.text(ThreadLocalRandom.current().nextLong());
    }

    void confirmed(long asOf) {
        confirmedAt = asOf;
    }

    boolean isDue(long now) {
        return now - keptAt >= KEEP_NANOS;
    }

    boolean isConfirmed(long now) {
        return now - confirmedAt <= CONFIRMED_FOR.toNanos();
    }

    /** Keeps it through {@code client}. */
    void keep(UnifiedJedis client) {
        if (clock == 0) {
            send(client, 0);
        }
        long now = System.nanoTime();
        long before = believedUntil;
        believedUntil = now + BELIEVED_NANOS;
        long passed = TimeUnit.NANOSECONDS.toMicros(now - clockHeardAt);
        String counts = "";
        try {
            counts = send(client, clock + passed + TimeUnit.MILLISECONDS.toMicros(OBEYED_WITHIN.toMillis()));
        } catch (JedisDataException refused) {
            believedUntil = before;
            throw refused;
        }
        if (!counts.isEmpty()) {
            number = counts;
            way = Way.KEEP;
            keptAt = now;
        } else if (way == Way.KEEP) {
            number = newNumber();
            way = Way.BEGIN;
        }
    }

    private String send(UnifiedJedis client, long deadline) {
        List<String> arguments = List.of(number, Long.toString(LIFE.toMillis()), Long.toString(deadline), way.name());
        List<?> answer = (List<?>) client.eval(KEEP, List.of(key), arguments);
        clock = Long.parseLong((String) answer.get(1));
        clockHeardAt = System.nanoTime();
        return (String) answer.get(0);
    }

    /** What was filled under it is not to be believed any more: the next one has another number. */
    void forget() {
        number = newNumber();
        way = Way.BEGIN;
        clock = 0;
        keptAt = System.nanoTime() - KEEP_NANOS;
    }

    /** Nanoseconds until no reader believes in it, if it is not kept; not positive when that is so. */
    long stillBelieved() {
        return believedUntil - System.nanoTime();
    }
}
