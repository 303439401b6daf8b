package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load;
import dibs.compare.Load.Claim;
import dibs.compare.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** {@link ClaimScript} for all claims that are there, in one pipeline; few connections, so that each has many claims. */
public final class RedisLuaPipelined extends RedisRival {
    /** The best of 1 to 4; the server is busy with any of them. */
    private static final int CONNECTIONS = 4;

    private RedisLuaPipelined(Deployment servers) {
        super(servers, CONNECTIONS);
    }

    public static RedisLuaPipelined start(Path folder, Durability durability, Cpus servers) {
        return new RedisLuaPipelined(RedisServer.start(folder, durability, servers));
    }

    /** A batch takes no more than its connection's part, so that one is decided while another is gathered. */
    @Override
    public void run(Load load) throws Exception {
        Workers.inBatches(load, CONNECTIONS, Math.max(1, load.inFlight() / CONNECTIONS), new Desk());
    }

    private final class Desk implements Workers.BatchDesk {
        @Override
        public List<Answer> decide(List<Claim> claims) {
            List<Response<Object>> responses = new ArrayList<>(claims.size());
            try (AbstractPipeline pipeline = redis().pipelined()) {
                for (Claim claim : claims) {
                    responses.add(ClaimScript.send(pipeline, claim));
                }
                pipeline.sync();
            }
            List<Answer> answers = new ArrayList<>(claims.size());
            for (int i = 0; i < claims.size(); i++) {
                answers.add(answer(claims.get(i), responses.get(i)));
            }
            return answers;
        }

        /** Where the script was not there, nothing has happened yet. */
        private Answer answer(Claim claim, Response<Object> response) {
            try {
                return Answer.of((Long) response.get());
            } catch (JedisNoScriptException startedAgain) {
                return ClaimScript.decide(redis(), claim);
            }
        }

        @Override
        public void recover(Claim failed) {
            awaitBack(failed);
        }
    }
}
