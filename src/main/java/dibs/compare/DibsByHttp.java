package dibs.compare;

import dibs.rush.HttpTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Dibs by its HTTP front. Used by one thread at a time. */
final class DibsByHttp implements Contender {
    private final DibsServer server;
    private final HttpClaims claims;
    private final HttpTarget operator;
    private final StoredGrants stored;

    DibsByHttp(DibsServer server) throws IOException {
        this.server = server;
        this.claims = new HttpClaims(server.http());
        this.operator = new HttpTarget(server.http(), Duration.ofSeconds(30));
        this.stored = new StoredGrants(server.kafka(), DibsServer.TOPICS.grants(), DibsByKafka.PARTITIONS);
    }

    @Override
    public void open(String campaign, long grants) throws IOException {
        stored.mark();
        operator.open(campaign, grants, 1);
        claims.renew();
    }

    @Override
    public void run(Load load) throws Exception {
        claims.run(load);
    }

    @Override
    public List<Grant> grants(String campaign) throws IOException {
        return stored.of(campaign);
    }

    @Override
    public void killAndRestart() throws IOException, InterruptedException {
        server.killAndRestart();
    }

    @Override
    public void close() {
        claims.close();
        operator.close();
        stored.close();
    }
}
