package dibs.cache;

import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** One command for each of many things, sent together, of which none may fail. Stateless. */
public final class Pipelined {
    private Pipelined() {}

    /** Throws a {@link JedisException} if any command failed; others may have been obeyed. */
    public static <T> void run(
            UnifiedJedis client, Collection<T> things, BiFunction<AbstractPipeline, T, Response<?>> command) {
        try (AbstractPipeline pipeline = client.pipelined()) {
            List<Response<?>> answers = things.stream()
                    .<Response<?>>map(thing -> command.apply(pipeline, thing))
                    .toList();
            pipeline.sync();
            answers.forEach(Response::get);
        } catch (IllegalStateException e) {
            // That of a cluster keeps it to itself when a node's connection breaks.
            throw new JedisConnectionException("a node did not answer", e);
        }
    }
}
