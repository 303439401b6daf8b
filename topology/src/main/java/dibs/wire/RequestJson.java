package dibs.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.campaign.Limits;
import dibs.campaign.Request;
import dibs.campaign.Request.Claim;
import dibs.campaign.Request.Open;
import dibs.campaign.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests as JSON on the log. What can be read here is part of the rules. Stateless and thread-safe. */
public final class RequestJson {
    /** The newest version of the rules that can be asked for; absent means 1 for ever. */
    private static final int NEWEST_RULES = 1;

    private static final List<String> FIELDS =
            List.of("type", "user", "requestId", "rules", "title", "budget", "reward", "opensAt", "closesAt");
    private static final List<String> CLAIM = List.of("type", "user", "requestId");
    private static final List<String> OPEN =
            List.of("type", "requestId", "rules", "title", "budget", "reward", "opensAt", "closesAt");

    private RequestJson() {}

    /** Reads a record's key: the campaign's id. */
    public static String readCampaign(byte[] key) throws Malformed {
        if (key == null) {
            throw new Malformed("key", "is missing; it must be the campaign's id");
        }
        return campaign("key", utf8(key));
    }

    /** Reads a record's value. */
    public static Request read(byte[] value) throws Malformed {
        if (value == null) {
            throw new Malformed(null, "has no value");
        }
        FlatJson json = FlatJson.read(value, FIELDS);
        String type = json.requiredText("type");
        switch (type) {
            case "claim" -> {
                onlyThese(json, type, CLAIM);
                return readClaim(json);
            }
            case "open" -> {
                onlyThese(json, type, OPEN);
                return readOpen(json);
            }
            default -> throw new Malformed("type", "must be one of open, claim");
        }
    }

    /** Reads {@code user} and {@code requestId}. */
    public static Claim readClaim(FlatJson json) throws Malformed {
        return new Claim(user("user", json.requiredText("user")), requestId(json));
    }

    /** Reads {@code rules}, {@code requestId} and the terms. */
    public static Open readOpen(FlatJson json) throws Malformed {
        int rules = json.has("rules") ? (int) json.requiredWhole("rules", 1, NEWEST_RULES) : 1;
        String title = json.requiredText("title");
        if (!Limits.isText(title, 1, Limits.MAX_TITLE)) {
            throw new Malformed(
                    "title", "must have 1 to " + Limits.MAX_TITLE + " characters, none of them a control character");
        }
        long budget = json.requiredWhole("budget", 1, Limits.MAX_BUDGET);
        long reward = json.requiredWhole("reward", 1, Limits.MAX_REWARD);
        if (reward > budget) {
            throw new Malformed("reward", "must not be larger than the budget");
        }
        Long opensAt = time(json, "opensAt");
        Long closesAt = time(json, "closesAt");
        if (opensAt != null && closesAt != null && closesAt <= opensAt) {
            throw new Malformed("closesAt", "must be after opensAt");
        }
        return new Open(rules, new Terms(title, budget, reward, opensAt, closesAt), requestId(json));
    }

    public static String campaign(String field, String id) throws Malformed {
        if (!Limits.isCampaignId(id)) {
            throw new Malformed(
                    field, "must be a campaign id: 1 to 64 of a-z 0-9 . _ - and the first a letter or digit");
        }
        return id;
    }

    public static String user(String field, String id) throws Malformed {
        if (!Limits.isUserId(id)) {
            throw new Malformed(
                    field, "must be a user id: 1 to 128 of A-Z a-z 0-9 . _ ~ : @ + - and the first a letter or digit");
        }
        return id;
    }

    /** The record's value for {@code request}. */
    public static byte[] write(Request request) {
        return Json.bytes(out -> {
            out.writeStartObject();
            request.match(new Request.Cases<Json.Body>(open -> to -> write(to, open), claim -> to -> write(to, claim)))
                    .writeTo(out);
            if (request.requestId() != null) {
                out.writeStringField("requestId", request.requestId());
            }
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, Open open) throws IOException {
        out.writeStringField("type", "open");
        out.writeNumberField("rules", open.rules());
        UniversalDataJson.writeTerms(out, open.terms());
    }

    private static void write(JsonGenerator out, Claim claim) throws IOException {
        out.writeStringField("type", "claim");
        out.writeStringField("user", claim.user());
    }

    private static void onlyThese(FlatJson json, String type, List<String> allowed) throws Malformed {
        for (String field : FIELDS) {
            if (json.mentions(field) && !allowed.contains(field)) {
                throw new Malformed(
                        field, "is not known in a " + type + " request; known are " + String.join(", ", allowed));
            }
        }
    }

    private static String requestId(FlatJson json) throws Malformed {
        String id = json.text("requestId");
        if (id != null && !Limits.isRequestId(id)) {
            throw new Malformed("requestId", "must have 1 to 128 visible ASCII characters");
        }
        return id;
    }

    private static Long time(FlatJson json, String field) throws Malformed {
        String text = json.text(field);
        return text == null ? null : Long.valueOf(Rfc3339.parse(field, text));
    }

    private static String utf8(byte[] bytes) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("key", "is not valid UTF-8");
        }
    }
}
