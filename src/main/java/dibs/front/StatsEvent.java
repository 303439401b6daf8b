package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Position;
import dibs.campaign.Tally;
import dibs.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A campaign's counts at one position, encoded once for all who listen. Immutable.
 *
 * @param text one server-sent event; to be read by duplicates
 */
record StatsEvent(Position position, long budget, Tally tally, ByteBuffer text) {

    static StatsEvent of(CampaignState state, Position position) {
        byte[] json = Json.bytes(out -> StatsJson.write(out, state, position));
        String event = "event: stats\nid: " + position + "\ndata: " + new String(json, StandardCharsets.UTF_8) + "\n\n";
        ByteBuffer text =
                ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        return new StatsEvent(position, state.budget(), state.tally(), text);
    }

    /** Whether it tells more than {@code before}, which may be null: other counts, and no older ones. */
    boolean isNews(StatsEvent before) {
        return before == null
                || (position.offset() > before.position().offset()
                        && (budget != before.budget() || !tally.equals(before.tally())));
    }
}
