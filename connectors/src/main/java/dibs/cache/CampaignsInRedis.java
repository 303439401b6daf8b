package dibs.cache;

import dibs.campaign.UniversalData;
import dibs.wire.Malformed;
import dibs.wire.UniversalDataJson;
import dibs.wire.UniversalDataReader;
import java.nio.charset.StandardCharsets;

/** Campaigns in Redis as readers see them; the catalogue writes them. Stateless and thread-safe. */
final class CampaignsInRedis {
    private final Redis redis;
    private final CacheNames names;

    CampaignsInRedis(Redis redis, CacheNames names) {
        this.redis = redis;
        this.names = names;
    }

    /**
     * What Redis holds.
     *
     * @param text as found, empty if there is nothing; null where Redis did not say
     * @param data null where the text is no campaign of that id
     */
    record Copy(String text, UniversalData data) {
        static final Copy UNKNOWN = new Copy(null, null);

        CampaignCache.Found found() {
            return new CampaignCache.Found(data, Source.REDIS, null);
        }
    }

    /** The value of a campaign's key: its revision, a blank, and the record of {@code dibs.campaigns}. */
    static String text(UniversalData data) {
        return data.revision() + " " + new String(UniversalDataJson.record(data), StandardCharsets.UTF_8);
    }

    Copy get(String id) {
        try {
            String text = redis.call(Redis.CAMPAIGNS, "get_campaign", client -> client.get(names.campaign(id)));
            return text == null ? new Copy("", null) : new Copy(text, data(id, text));
        } catch (RedisAwayException e) {
            return e.getMessage().startsWith("WRONGTYPE") ? new Copy("", null) : Copy.UNKNOWN;
        }
    }

    private static UniversalData data(String id, String text) {
        try {
            String json = text.substring(text.indexOf(' ') + 1);
            UniversalData data = UniversalDataReader.read(json.getBytes(StandardCharsets.UTF_8));
            return data.id().equals(id) && text.startsWith(data.revision() + " {") ? data : null;
        } catch (Malformed e) {
            return null;
        }
    }

    /** Puts {@code data} where there still is what was found and is of no use; what came meanwhile is newer. */
    void fill(Copy found, UniversalData data) {
        if (found.text() != null) {
            try {
                redis.replace(
                        Redis.CAMPAIGNS,
                        "fill_campaign",
                        utf8(names.campaign(data.id())),
                        utf8(found.text()),
                        utf8(text(data)),
                        0);
            } catch (RedisAwayException e) {
                // It is a copy; the next reader fills it.
                return;
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
