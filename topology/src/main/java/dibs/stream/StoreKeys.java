package dibs.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** The keys of the decider's stores. What they are made of never contains the separator. */
final class StoreKeys {
    /** In the progress store: the offset last applied. */
    static final Bytes APPLIED = Bytes.wrap(new byte[] {0});

    /** In the progress store, before a campaign's id: its grants are still to be deleted. */
    private static final char ARCHIVED = '\1';

    private static final char SEPARATOR = '\0';
    /** The next character after the separator: ends what begins with an id and the separator. */
    private static final char AFTER_SEPARATOR = '\1';

    private StoreKeys() {}

    static Bytes campaign(String id) {
        return utf8(id);
    }

    /** No id is between this and {@code id}. */
    static Bytes afterCampaign(String id) {
        return utf8(id + SEPARATOR);
    }

    static Bytes grant(String campaign, String user) {
        return utf8(campaign + SEPARATOR + user);
    }

    /** Before all grants of a campaign. */
    static Bytes firstGrant(String campaign) {
        return utf8(campaign + SEPARATOR);
    }

    /** After all grants of a campaign. */
    static Bytes endOfGrants(String campaign) {
        return utf8(campaign + AFTER_SEPARATOR);
    }

    static Bytes change(String campaign, String requestId) {
        return utf8(campaign + SEPARATOR + requestId);
    }

    /** Where the label of one of the remembered changes is kept; a label itself never begins with the separator. */
    static Bytes placeOfChange(String campaign, int place) {
        byte[] prefix = utf8(campaign + SEPARATOR + SEPARATOR).get();
        return Bytes.wrap(ByteBuffer.allocate(prefix.length + Integer.BYTES)
                .put(prefix)
                .putInt(place)
                .array());
    }

    static Bytes archived(String campaign) {
        return utf8(ARCHIVED + campaign);
    }

    /** Before all archived campaigns' keys; after them there are none. */
    static Bytes firstArchived() {
        return utf8(String.valueOf(ARCHIVED));
    }

    static String campaignOfArchived(Bytes key) {
        return text(key).substring(1);
    }

    static String text(Bytes key) {
        return new String(key.get(), StandardCharsets.UTF_8);
    }

    static Bytes utf8(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
