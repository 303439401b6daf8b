package dibs.bench;

import dibs.campaign.CampaignState;
import dibs.campaign.Decision;
import dibs.campaign.Holding;
import dibs.campaign.Request;
import dibs.wire.DecisionJson;
import dibs.wire.DecisionReader;
import dibs.wire.EntryJson;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import dibs.wire.StoredValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What one claim is read from and written to. */
@State(Scope.Thread)
public class CodecsBenchmark {
    private final byte[] request = RequestJson.write(Samples.CLAIM);
    private final byte[] decision = DecisionJson.record(Samples.DECISION);
    private final byte[] campaign = StoredValue.campaign(Samples.OPEN);
    private final byte[] holding = StoredValue.holding(Samples.HOLDING);
    private final String id = Samples.OPEN.id();

    @Benchmark
    public byte[] writeRequest() {
        return RequestJson.write(Samples.CLAIM);
    }

    @Benchmark
    public Request readRequest() throws Malformed {
        return RequestJson.read(request);
    }

    @Benchmark
    public byte[] writeDecision() {
        return DecisionJson.record(Samples.DECISION);
    }

    @Benchmark
    public Decision readDecision() throws Malformed {
        return DecisionReader.read(decision);
    }

    @Benchmark
    public byte[] writeEntry() {
        return EntryJson.record(id, "u-1234567", Samples.HOLDING);
    }

    @Benchmark
    public byte[] storeCampaign() {
        return StoredValue.campaign(Samples.OPEN);
    }

    @Benchmark
    public CampaignState loadCampaign() {
        return StoredValue.campaign(id, campaign);
    }

    @Benchmark
    public byte[] storeHolding() {
        return StoredValue.holding(Samples.HOLDING);
    }

    @Benchmark
    public Holding loadHolding() {
        return StoredValue.holding(holding);
    }
}
