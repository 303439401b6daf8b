package dibs.front;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.campaign.CampaignState;
import dibs.campaign.Position;
import java.io.IOException;

/** A campaign's counts as they are in the store. Stateless and thread-safe. */
final class StatsJson {
    private StatsJson() {}

    static void write(JsonGenerator out, CampaignState state, Position position) throws IOException {
        out.writeStartObject();
        out.writeStringField("campaign", state.id());
        out.writeNumberField("budget", state.budget());
        out.writeNumberField("spent", state.tally().spent());
        out.writeNumberField("remaining", state.remaining());
        out.writeNumberField("granted", state.tally().granted());
        out.writeNumberField("reversed", state.tally().reversed());
        out.writeNumberField("refused", state.tally().refused());
        out.writeStringField("position", position.toString());
        out.writeEndObject();
    }
}
