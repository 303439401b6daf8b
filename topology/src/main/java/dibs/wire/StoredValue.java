package dibs.wire;

import dibs.campaign.CampaignState;
import dibs.campaign.Grant;
import dibs.campaign.Position;
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
    private static final byte VERSION = 1;
    private static final int MAX_VARINT = 10;
    /** Where a time may be absent it is stored plus one, and absent as 0; times before 1970 cannot be read at all. */
    private static final long ABSENT = 0;

    private StoredValue() {}

    public static byte[] campaign(CampaignState state) {
        byte[] title = utf8(state.terms().title());
        ByteBuffer out = ByteBuffer.allocate(1 + 11 * MAX_VARINT + title.length).put(VERSION);
        ByteUtils.writeVarlong(state.rules(), out);
        ByteUtils.writeVarlong(state.revision(), out);
        ByteUtils.writeVarlong(state.spent(), out);
        ByteUtils.writeVarlong(state.granted(), out);
        ByteUtils.writeVarlong(state.refused(), out);
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
        long spent = ByteUtils.readVarlong(in);
        long granted = ByteUtils.readVarlong(in);
        long refused = ByteUtils.readVarlong(in);
        long time = ByteUtils.readVarlong(in);
        long budget = ByteUtils.readVarlong(in);
        long reward = ByteUtils.readVarlong(in);
        Long opensAt = readTime(in);
        Long closesAt = readTime(in);
        Terms terms = new Terms(readText(in), budget, reward, opensAt, closesAt);
        return new CampaignState(id, rules, revision, terms, spent, granted, refused, time);
    }

    public static byte[] grant(Grant grant) {
        // A request without a label has its position as one: not worth storing twice.
        boolean unlabelled = grant.requestId().equals(grant.position().toString());
        byte[] requestId = utf8(unlabelled ? "" : grant.requestId());
        ByteBuffer out =
                ByteBuffer.allocate(1 + 6 * MAX_VARINT + requestId.length).put(VERSION);
        ByteUtils.writeVarlong(grant.amount(), out);
        ByteUtils.writeVarlong(grant.rank(), out);
        ByteUtils.writeVarlong(grant.decidedAt(), out);
        ByteUtils.writeVarlong(grant.position().partition(), out);
        ByteUtils.writeVarlong(grant.position().offset(), out);
        writeText(requestId, out);
        return written(out);
    }

    public static Grant grant(byte[] value) {
        ByteBuffer in = open(value);
        long amount = ByteUtils.readVarlong(in);
        long rank = ByteUtils.readVarlong(in);
        long decidedAt = ByteUtils.readVarlong(in);
        Position position = new Position((int) ByteUtils.readVarlong(in), ByteUtils.readVarlong(in));
        String label = readText(in);
        return new Grant(amount, rank, label.isEmpty() ? position.toString() : label, decidedAt, position);
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
