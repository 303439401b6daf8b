package dibs.bench;

import dibs.campaign.CampaignState;
import dibs.campaign.Decider;
import dibs.campaign.Facts;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.campaign.Ruling;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The rules alone: a pure function, no store, no bytes. */
@State(Scope.Thread)
public class DeciderBenchmark {
    private final Decider decider = new Decider();
    private final Request claim = Samples.CLAIM;
    private final CampaignState open = Samples.OPEN;
    private final CampaignState soldOut = Samples.SOLD_OUT;
    private long offset;

    @Benchmark
    public Ruling granted() {
        return decide(new Facts(open, null, null));
    }

    @Benchmark
    public Ruling repeated() {
        return decide(new Facts(open, Samples.HOLDING, null));
    }

    @Benchmark
    public Ruling soldOut() {
        return decide(new Facts(soldOut, null, null));
    }

    private Ruling decide(Facts facts) {
        return decider.decide(open.id(), facts, claim, new Position(1, offset++), Samples.TIME);
    }
}
