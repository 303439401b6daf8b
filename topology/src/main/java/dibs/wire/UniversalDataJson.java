package dibs.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.campaign.Terms;
import dibs.campaign.UniversalData;
import java.io.IOException;

/** A campaign as everyone sees it, the same for all. Stateless and thread-safe. */
public final class UniversalDataJson {
    private UniversalDataJson() {}

    /**
     * Writes the object an HTTP reader gets.
     *
     * @param now milliseconds since 1970: the moment the status is worked out for
     */
    public static void write(JsonGenerator out, UniversalData campaign, long now) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", campaign.id());
        writeTerms(out, campaign.terms());
        out.writeStringField("status", campaign.statusAt(now).wireName());
        out.writeNumberField("revision", campaign.revision());
        out.writeEndObject();
    }

    /** The record for {@code dibs.campaigns}: phase and sold-out instead of a status, which depends on the clock. */
    public static byte[] record(UniversalData campaign) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", campaign.id());
            writeTimeless(out, campaign);
            out.writeEndObject();
        });
    }

    static void writeTimeless(JsonGenerator out, UniversalData campaign) throws IOException {
        writeTerms(out, campaign.terms());
        out.writeStringField("phase", campaign.phase().wireName());
        out.writeBooleanField("soldOut", campaign.soldOut());
        out.writeNumberField("revision", campaign.revision());
    }

    static void writeTerms(JsonGenerator out, Terms terms) throws IOException {
        out.writeStringField("title", terms.title());
        out.writeNumberField("budget", terms.budget());
        out.writeNumberField("reward", terms.reward());
        writeTime(out, "opensAt", terms.opensAt());
        writeTime(out, "closesAt", terms.closesAt());
    }

    private static void writeTime(JsonGenerator out, String field, Long millis) throws IOException {
        out.writeFieldName(field);
        if (millis == null) {
            out.writeNull();
        } else {
            out.writeString(Rfc3339.format(millis));
        }
    }
}
