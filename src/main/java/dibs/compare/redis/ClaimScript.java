package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Load.Claim;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A claim decided by one Lua script inside Redis, where nothing else runs meanwhile. It is called by its digest, and sent
 * whole only where the server does not have it (any more).
 */
final class ClaimScript {
    static final String LUA = """
            local rank = redis.call('HGET', KEYS[1], ARGV[1])
            if rank then return -tonumber(rank) end
            if tonumber(redis.call('GET', KEYS[2])) < 1 then return 0 end
            redis.call('DECR', KEYS[2])
            rank = redis.call('HLEN', KEYS[1]) + 1
            redis.call('HSET', KEYS[1], ARGV[1], rank)
            return rank
            """;

    private static final String DIGEST = sha1(LUA);

    private ClaimScript() {}

    static Answer decide(UnifiedJedis redis, Claim claim) {
        List<String> keys = keys(claim);
        List<String> user = List.of(claim.user());
        try {
            return Answer.of((Long) redis.evalsha(DIGEST, keys, user));
        } catch (JedisNoScriptException startedAgain) {
            return Answer.of((Long) redis.eval(LUA, keys, user));
        }
    }

    static Response<Object> send(AbstractPipeline pipeline, Claim claim) {
        return pipeline.evalsha(DIGEST, keys(claim), List.of(claim.user()));
    }

    private static List<String> keys(Claim claim) {
        Keys keys = new Keys(claim.campaign());
        return List.of(keys.grants(), keys.left());
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
