package dibs.cluster;

import dibs.campaign.CampaignState;
import dibs.wire.StoredValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Questions and answers between instances as bytes: a count, then each of them; campaigns and holdings as in the stores.
 * Stateless and thread-safe.
 *
 * <p>An instance of another version is asked under another path, so there is no version here.
 */
final class StoreWire {
    private StoreWire() {}

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    static byte[] questions(List<StoreQuestion> questions) {
        return bytes(out -> {
            out.writeInt(questions.size());
            for (StoreQuestion each : questions) {
                out.writeInt(each.partition());
                text(out, each.campaign());
                text(out, each.user());
                text(out, each.after());
                out.writeInt(each.limit());
            }
        });
    }

    /** Throws {@link IOException} for anything that is no list of questions. */
    static List<StoreQuestion> questions(byte[] bytes, int most) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = count(in, most);
        List<StoreQuestion> questions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            questions.add(new StoreQuestion(in.readInt(), text(in), text(in), text(in), in.readInt()));
        }
        return questions;
    }

    static byte[] answers(List<Optional<StoreAnswer>> answers) {
        return bytes(out -> {
            out.writeInt(answers.size());
            for (Optional<StoreAnswer> each : answers) {
                out.writeBoolean(each.isPresent());
                if (each.isPresent()) {
                    answer(out, each.get());
                }
            }
        });
    }

    static List<Optional<StoreAnswer>> answers(byte[] bytes, int most) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = count(in, most);
        List<Optional<StoreAnswer>> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            answers.add(in.readBoolean() ? Optional.of(answer(in)) : Optional.empty());
        }
        return answers;
    }

    private static void answer(DataOutputStream out, StoreAnswer answer) throws IOException {
        out.writeInt(answer.partition());
        out.writeLong(answer.applied());
        out.writeInt(answer.campaigns().size());
        for (CampaignState state : answer.campaigns()) {
            out.writeUTF(state.id());
            value(out, StoredValue.campaign(state));
        }
        value(out, answer.holding() == null ? null : StoredValue.holding(answer.holding()));
    }

    private static StoreAnswer answer(DataInputStream in) throws IOException {
        int partition = in.readInt();
        long applied = in.readLong();
        List<CampaignState> campaigns = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            campaigns.add(StoredValue.campaign(in.readUTF(), value(in)));
        }
        byte[] holding = value(in);
        return new StoreAnswer(partition, applied, campaigns, holding == null ? null : StoredValue.holding(holding));
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("there must be 0 to " + most + ", there are " + count);
        }
        return count;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static void value(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value == null ? -1 : value.length);
        if (value != null) {
            out.write(value);
        }
    }

    private static byte[] value(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length > in.available()) {
            throw new IOException("a value of " + length + " bytes does not fit in what is left");
        }
        return length < 0 ? null : in.readNBytes(length);
    }

    private static byte[] bytes(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
