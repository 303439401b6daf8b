package dibs.wire;

import dibs.campaign.CampaignState;
import dibs.campaign.Change;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Operation;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Reversal;
import dibs.campaign.Tally;
import dibs.campaign.Terms;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The values of the stores: a version byte, then fields in fixed order, whole numbers as zig-zag varints (as in
 * Protocol Buffers) and texts as their length and UTF-8.
 *
 * <p>A version that is not known is an error, never a guess: state must not be misread. Stateless and thread-safe.
 */
public final class StoredValue {
    private static final byte VERSION = 2;
    private static final int MAX_VARINT = 10;
    /** Where a time may be absent it is stored plus one, and absent as 0; times before 1970 cannot be read at all. */
    private static final long ABSENT = 0;

    private StoredValue() {}

    public static byte[] campaign(CampaignState state) {
        byte[] title = utf8(state.terms().title());
        ByteBuffer out = ByteBuffer.allocate(1 + 16 * MAX_VARINT + title.length).put(VERSION);
        ByteUtils.writeVarlong(state.rules(), out);
        ByteUtils.writeVarlong(state.revision(), out);
        ByteUtils.writeVarlong(state.budget(), out);
        ByteUtils.writeVarlong(state.phase().code(), out);
        ByteUtils.writeVarlong(state.tally().spent(), out);
        ByteUtils.writeVarlong(state.tally().granted(), out);
        ByteUtils.writeVarlong(state.tally().reversed(), out);
        ByteUtils.writeVarlong(state.tally().refused(), out);
        ByteUtils.writeVarlong(state.changes(), out);
        ByteUtils.writeVarlong(state.time(), out);
        ByteUtils.writeVarlong(state.terms().budget(), out);
        ByteUtils.writeVarlong(state.terms().reward(), out);
        writeTime(state.terms().opensAt(), out);
        writeTime(state.terms().closesAt(), out);
        writeText(title, out);
        return written(out);
    }

    public static CampaignState campaign(String id, byte[] value) {
        ByteBuffer in = open(value);
        int rules = (int) ByteUtils.readVarlong(in);
        long revision = ByteUtils.readVarlong(in);
        long budget = ByteUtils.readVarlong(in);
        Phase phase = Phase.ofCode(ByteUtils.readVarlong(in));
        long spent = ByteUtils.readVarlong(in);
        long granted = ByteUtils.readVarlong(in);
        long reversed = ByteUtils.readVarlong(in);
        Tally tally = new Tally(spent, granted, reversed, ByteUtils.readVarlong(in));
        long changes = ByteUtils.readVarlong(in);
        long time = ByteUtils.readVarlong(in);
        long firstBudget = ByteUtils.readVarlong(in);
        long reward = ByteUtils.readVarlong(in);
        Long opensAt = readTime(in);
        Long closesAt = readTime(in);
        Terms terms = new Terms(readText(in), firstBudget, reward, opensAt, closesAt);
        return new CampaignState(id, rules, revision, terms, budget, phase, tally, changes, time);
    }

    public static byte[] holding(Holding holding) {
        Grant grant = holding.grant();
        Reversal reversal = holding.reversal();
        byte[] label = label(grant.requestId(), grant.position());
        byte[] reason = utf8(reversal == null ? "" : reversal.reason());
        byte[] reversalLabel = reversal == null ? label : label(reversal.requestId(), reversal.position());
        ByteBuffer out = ByteBuffer.allocate(2 + 11 * MAX_VARINT + label.length + reason.length + reversalLabel.length)
                .put(VERSION);
        ByteUtils.writeVarlong(grant.amount(), out);
        ByteUtils.writeVarlong(grant.rank(), out);
        writeDecided(grant.decidedAt(), grant.position(), label, out);
        if (reversal != null) {
            out.put((byte) (reversal.returnBudget() ? 1 : 0));
            writeText(reason, out);
            writeDecided(reversal.decidedAt(), reversal.position(), reversalLabel, out);
        }
        return written(out);
    }

    public static Holding holding(byte[] value) {
        ByteBuffer in = open(value);
        long amount = ByteUtils.readVarlong(in);
        long rank = ByteUtils.readVarlong(in);
        Decided granted = readDecided(in);
        Grant grant = new Grant(amount, rank, granted.requestId, granted.at, granted.position);
        if (!in.hasRemaining()) {
            return new Holding(grant, null);
        }
        boolean returnBudget = in.get() == 1;
        String reason = readText(in);
        Decided taken = readDecided(in);
        return new Holding(grant, new Reversal(returnBudget, reason, taken.requestId, taken.at, taken.position));
    }

    public static byte[] change(Change change) {
        ByteBuffer out = ByteBuffer.allocate(1 + 3 * MAX_VARINT).put(VERSION);
        ByteUtils.writeVarlong(change.operation().code(), out);
        ByteUtils.writeVarlong(change.amount(), out);
        ByteUtils.writeVarlong(change.number(), out);
        return written(out);
    }

    public static Change change(byte[] value) {
        ByteBuffer in = open(value);
        Operation operation = Operation.ofCode(ByteUtils.readVarlong(in));
        long amount = ByteUtils.readVarlong(in);
        return new Change(operation, amount, ByteUtils.readVarlong(in));
    }

    private record Decided(long at, Position position, String requestId) {}

    /** A request without a label has its position as one: not worth storing twice. */
    private static byte[] label(String requestId, Position position) {
        return utf8(requestId.equals(position.toString()) ? "" : requestId);
    }

    private static void writeDecided(long at, Position position, byte[] label, ByteBuffer out) {
        ByteUtils.writeVarlong(at, out);
        ByteUtils.writeVarlong(position.partition(), out);
        ByteUtils.writeVarlong(position.offset(), out);
        writeText(label, out);
    }

    private static Decided readDecided(ByteBuffer in) {
        long at = ByteUtils.readVarlong(in);
        Position position = new Position((int) ByteUtils.readVarlong(in), ByteUtils.readVarlong(in));
        String label = readText(in);
        return new Decided(at, position, label.isEmpty() ? position.toString() : label);
    }

    private static ByteBuffer open(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException(
                    "a stored value has version " + version + ", this program reads " + VERSION);
        }
        return in;
    }

    private static byte[] written(ByteBuffer out) {
        byte[] value = new byte[out.position()];
        out.flip().get(value);
        return value;
    }

    private static void writeTime(Long time, ByteBuffer out) {
        ByteUtils.writeVarlong(time == null ? ABSENT : time + 1, out);
    }

    private static Long readTime(ByteBuffer in) {
        long stored = ByteUtils.readVarlong(in);
        return stored == ABSENT ? null : Long.valueOf(stored - 1);
    }

    private static void writeText(byte[] text, ByteBuffer out) {
        ByteUtils.writeVarlong(text.length, out);
        out.put(text);
    }

    private static String readText(ByteBuffer in) {
        byte[] text = new byte[(int) ByteUtils.readVarlong(in)];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
