package dibs.compare;

import dibs.campaign.Decision;
import dibs.campaign.Request;
import dibs.campaign.Terms;
import dibs.stream.HomePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Dibs by Kafka with the claims of one campaign spread over many on the same partition: what it costs that all want the
 * same. Used by one thread at a time.
 */
final class ManyCampaigns implements Contender {
    static final int CAMPAIGNS = 100;

    private final KafkaClaims claims;
    private List<String> ids = List.of();

    ManyCampaigns(DibsServer server) {
        this.claims = new KafkaClaims(server.kafka(), DibsServer.TOPICS);
    }

    /** Each with that much room; those with room for one are sold out at once. */
    @Override
    public void open(String campaign, long grants) throws Exception {
        ids = together(campaign);
        List<CompletableFuture<Decision>> decisions = new ArrayList<>();
        for (String id : ids) {
            decisions.add(claims.ask(id, new Request.Open(1, new Terms("Compare", grants, 1, null, null), null)));
            if (grants == Phase.REFUSALS.room()) {
                decisions.add(claims.ask(id, new Request.Claim("first", null)));
            }
        }
        for (CompletableFuture<Decision> decision : decisions) {
            decision.get();
        }
    }

    private static List<String> together(String campaign) {
        List<String> ids = new ArrayList<>();
        int home = HomePartition.of(campaign, DibsByKafka.PARTITIONS);
        for (int n = 0; ids.size() < CAMPAIGNS; n++) {
            String id = campaign + "." + n;
            if (HomePartition.of(id, DibsByKafka.PARTITIONS) == home) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Override
    public void run(Load load) throws InterruptedException {
        claims.run(load, ids);
    }

    @Override
    public List<Grant> grants(String campaign) {
        throw new UnsupportedOperationException("its grants are those of dibs-kafka");
    }

    @Override
    public void killAndRestart() {
        throw new UnsupportedOperationException("its kill is that of dibs-kafka");
    }

    @Override
    public void close() {
        claims.close();
    }
}
