package dibs.compare;

import dibs.campaign.Request;
import dibs.campaign.Terms;
import dibs.stream.Topics;
import java.io.IOException;
import java.util.List;

/** Dibs, claimed from straight by its log, told by early replies. Used by one thread at a time. */
final class DibsByKafka implements Contender {
    static final int PARTITIONS = 4;

    private final DibsServer server;
    private final KafkaClaims claims;
    private final StoredGrants stored;

    DibsByKafka(DibsServer server) {
        Topics topics = DibsServer.TOPICS;
        this.server = server;
        this.claims = new KafkaClaims(server.kafka(), topics);
        this.stored = new StoredGrants(server.kafka(), topics.grants(), PARTITIONS);
    }

    @Override
    public void open(String campaign, long grants) throws Exception {
        stored.mark();
        claims.ask(campaign, new Request.Open(1, new Terms("Compare", grants, 1, null, null), null))
                .get();
    }

    @Override
    public void run(Load load) throws InterruptedException {
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
        stored.close();
    }
}
