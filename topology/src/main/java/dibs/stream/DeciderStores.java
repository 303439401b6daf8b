package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Facts;
import dibs.campaign.Grant;
import dibs.campaign.Request;
import dibs.campaign.Ruling;
import dibs.wire.StoredValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The decider's state of one partition: campaigns, grants and the offset last applied, in RocksDB.
 *
 * <p>Campaigns and the offset change with every request and are cached, which makes one changelog record of them per
 * commit; a grant is written once and hardly read, so a cache would only delay it. Written by the thread that decides;
 * the reading methods are thread-safe.
 */
final class DeciderStores {
    private static final String CAMPAIGNS = "campaigns";
    private static final String GRANTS = "grants";
    private static final String APPLIED = "applied";
    private static final Bytes APPLIED_KEY = Bytes.wrap(new byte[] {0});
    /** Between campaign and user in a grant's key; it can be in neither. */
    private static final char SEPARATOR = '\0';

    private final KeyValueStore<Bytes, byte[]> campaigns;
    private final KeyValueStore<Bytes, byte[]> grants;
    private final KeyValueStore<Bytes, byte[]> applied;

    DeciderStores(ProcessorContext<?, ?> context) {
        this.campaigns = context.getStateStore(CAMPAIGNS);
        this.grants = context.getStateStore(GRANTS);
        this.applied = context.getStateStore(APPLIED);
    }

    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                builder(CAMPAIGNS).withCachingEnabled(),
                builder(GRANTS).withCachingDisabled(),
                builder(APPLIED).withCachingEnabled());
    }

    /** The topics the stores are restored from. */
    static List<String> changelogs(String application) {
        return List.of(CAMPAIGNS, GRANTS, APPLIED).stream()
                .map(store -> application + "-" + store + "-changelog")
                .toList();
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    /** Loads what the rules need to know to decide {@code request}. */
    Facts load(String campaign, Request request) {
        String user = request.match(new Request.Cases<>(open -> null, claim -> claim.user()));
        CampaignState state = campaign(campaign);
        return new Facts(state, user == null || state == null ? null : grant(campaign, user));
    }

    /** Makes the state what {@code ruling} says. */
    void apply(String campaign, Ruling ruling) {
        if (ruling.campaign() != null) {
            campaigns.put(key(campaign), StoredValue.campaign(ruling.campaign()));
        }
        if (ruling.newGrant() != null) {
            grants.put(grantKey(campaign, ruling.grantee()), StoredValue.grant(ruling.newGrant()));
        }
    }

    long applied() {
        byte[] value = applied.get(APPLIED_KEY);
        return value == null ? -1 : ByteBuffer.wrap(value).getLong();
    }

    void applied(long offset) {
        applied.put(APPLIED_KEY, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    CampaignState campaign(String id) {
        byte[] value = campaigns.get(key(id));
        return value == null ? null : StoredValue.campaign(id, value);
    }

    Grant grant(String campaign, String user) {
        byte[] value = grants.get(grantKey(campaign, user));
        return value == null ? null : StoredValue.grant(value);
    }

    List<CampaignState> campaigns(String after, int limit) {
        List<CampaignState> page = new ArrayList<>();
        // No id is between ID and ID + NUL, so this starts right after it.
        Bytes from = after == null ? null : key(after + SEPARATOR);
        try (KeyValueIterator<Bytes, byte[]> all = campaigns.range(from, null)) {
            while (all.hasNext() && page.size() < limit) {
                KeyValue<Bytes, byte[]> next = all.next();
                page.add(StoredValue.campaign(new String(next.key.get(), StandardCharsets.UTF_8), next.value));
            }
        }
        return page;
    }

    private static Bytes grantKey(String campaign, String user) {
        return key(campaign + SEPARATOR + user);
    }

    private static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
