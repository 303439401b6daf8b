package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Change;
import dibs.campaign.Facts;
import dibs.campaign.Holding;
import dibs.campaign.Limits;
import dibs.campaign.Request;
import dibs.campaign.Ruling;
import dibs.wire.StoredValue;
import java.nio.ByteBuffer;
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
 * The decider's state of one partition, in RocksDB: campaigns, grants (what users have), labelled changes, and progress
 * (the offset last applied, and the archived campaigns whose grants are still to be deleted).
 *
 * <p>Campaigns and the offset change with every request and are cached, which makes one changelog record of them per
 * commit; a grant is written once and hardly read, so a cache would only delay it. Written by the thread that decides;
 * the reading methods are thread-safe.
 */
final class DeciderStores {
    private static final String CAMPAIGNS = "campaigns";
    private static final String GRANTS = "grants";
    private static final String CHANGES = "changes";
    private static final String PROGRESS = "progress";

    private final KeyValueStore<Bytes, byte[]> campaigns;
    private final KeyValueStore<Bytes, byte[]> grants;
    private final KeyValueStore<Bytes, byte[]> changes;
    private final KeyValueStore<Bytes, byte[]> progress;
    private final ArchivedGrants archived;

    DeciderStores(ProcessorContext<?, ?> context) {
        this.campaigns = context.getStateStore(CAMPAIGNS);
        this.grants = context.getStateStore(GRANTS);
        this.changes = context.getStateStore(CHANGES);
        this.progress = context.getStateStore(PROGRESS);
        this.archived = new ArchivedGrants(grants, progress);
    }

    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                builder(CAMPAIGNS).withCachingEnabled(),
                builder(GRANTS).withCachingDisabled(),
                builder(CHANGES).withCachingDisabled(),
                builder(PROGRESS).withCachingEnabled());
    }

    /** The topics the stores are restored from. */
    static List<String> changelogs(String application) {
        return List.of(CAMPAIGNS, GRANTS, CHANGES, PROGRESS).stream()
                .map(store -> changelog(application, store))
                .toList();
    }

    /** The topic whose latest record under {@link StoreKeys#APPLIED} holds the offset last applied. */
    static String progressChangelog(String application) {
        return changelog(application, PROGRESS);
    }

    private static String changelog(String application, String store) {
        return application + "-" + store + "-changelog";
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    /** Loads what the rules need to know to decide {@code request}. */
    Facts load(String campaign, Request request) {
        CampaignState state = campaign(campaign);
        if (state == null) {
            return new Facts(null, null, null);
        }
        return request.match(new Request.Cases<>(
                open -> new Facts(state, null, null),
                claim -> new Facts(state, holding(campaign, claim.user()), null),
                amend -> new Facts(state, null, change(campaign, amend.requestId())),
                reverse -> new Facts(state, holding(campaign, reverse.user()), null)));
    }

    /** Makes the state what {@code ruling} says. */
    void apply(Ruling ruling) {
        String campaign = ruling.decision().campaign();
        if (ruling.campaign() != null) {
            campaigns.put(StoreKeys.campaign(campaign), StoredValue.campaign(ruling.campaign()));
        }
        if (ruling.newHolding() != null) {
            grants.put(StoreKeys.grant(campaign, ruling.user()), StoredValue.holding(ruling.newHolding()));
        }
        if (ruling.newChange() != null) {
            remember(campaign, ruling.decision().requestId(), ruling.newChange());
        }
        if (ruling.archives()) {
            archived.add(campaign);
        }
    }

    /** Ends the work on the request at {@code mark}; the next one is to be found after it. */
    void applied(LogMark mark) {
        archived.deleteSome();
        progress.put(
                StoreKeys.APPLIED,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(mark.offset())
                        .putLong(mark.appendTime())
                        .array());
    }

    LogMark applied() {
        byte[] value = progress.get(StoreKeys.APPLIED);
        return value == null ? LogMark.NONE : mark(value);
    }

    /** What the progress store holds under {@link StoreKeys#APPLIED}. */
    static LogMark mark(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new LogMark(in.getLong(), in.getLong());
    }

    CampaignState campaign(String id) {
        byte[] value = campaigns.get(StoreKeys.campaign(id));
        return value == null ? null : StoredValue.campaign(id, value);
    }

    Holding holding(String campaign, String user) {
        byte[] value = grants.get(StoreKeys.grant(campaign, user));
        return value == null ? null : StoredValue.holding(value);
    }

    List<CampaignState> campaigns(String after, int limit) {
        List<CampaignState> page = new ArrayList<>();
        Bytes from = after == null ? null : StoreKeys.afterCampaign(after);
        try (KeyValueIterator<Bytes, byte[]> all = campaigns.range(from, null)) {
            while (all.hasNext() && page.size() < limit) {
                KeyValue<Bytes, byte[]> next = all.next();
                page.add(StoredValue.campaign(StoreKeys.text(next.key), next.value));
            }
        }
        return page;
    }

    private Change change(String campaign, String requestId) {
        byte[] value = requestId == null ? null : changes.get(StoreKeys.change(campaign, requestId));
        return value == null ? null : StoredValue.change(value);
    }

    /**
     * In the place of the one that is forgotten from now on, so that there are never more than the rules look at. Until
     * then its label was known, so nothing else can have been remembered under it meanwhile.
     */
    private void remember(String campaign, String requestId, Change change) {
        Bytes place = StoreKeys.placeOfChange(campaign, (int) (change.number() % Limits.REMEMBERED_CHANGES));
        byte[] forgotten = changes.get(place);
        if (forgotten != null) {
            changes.delete(StoreKeys.change(campaign, StoreKeys.text(Bytes.wrap(forgotten))));
        }
        changes.put(place, StoreKeys.utf8(requestId).get());
        changes.put(StoreKeys.change(campaign, requestId), StoredValue.change(change));
    }
}
