package dibs.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.campaign.Limits;
import dibs.campaign.Operation;
import dibs.campaign.Request;
import dibs.campaign.Request.Amend;
import dibs.campaign.Request.Claim;
import dibs.campaign.Request.Open;
import dibs.campaign.Request.Reverse;
import dibs.campaign.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Requests as JSON on the log. What can be read here is part of the rules. Stateless and thread-safe. */
public final class RequestJson {
    /** The newest version of the rules that can be asked for; absent means 1 for ever. */
    private static final int NEWEST_RULES = 1;

    private static final List<String> CLAIM = List.of("type", "user", "requestId");
    private static final List<String> REVERSE = List.of("type", "user", "returnBudget", "reason", "requestId");
    private static final List<String> TOP_UP = List.of("type", "amount", "requestId");
    private static final List<String> SWITCH = List.of("type", "requestId");
    private static final List<String> OPEN =
            List.of("type", "requestId", "rules", "title", "budget", "reward", "opensAt", "closesAt");
    private static final List<String> FIELDS = Stream.of(CLAIM, REVERSE, TOP_UP, OPEN)
            .flatMap(List::stream)
            .distinct()
            .toList();

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
        return switch (type) {
            case "claim" -> readClaim(only(json, type, CLAIM));
            case "open" -> readOpen(only(json, type, OPEN));
            case "top_up" -> readTopUp(only(json, type, TOP_UP));
            case "pause", "resume", "close", "archive" ->
                new Amend(Operation.ofWireName(type), 0, requestId(only(json, type, SWITCH)));
            case "reverse" -> readReverse(only(json, type, REVERSE));
            default ->
                throw new Malformed(
                        "type", "must be one of claim, open, top_up, pause, resume, close, archive, reverse");
        };
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

    /** Reads {@code amount} and {@code requestId}. */
    public static Amend readTopUp(FlatJson json) throws Malformed {
        return new Amend(Operation.TOP_UP, json.requiredWhole("amount", 1, Limits.MAX_BUDGET), requestId(json));
    }

    /** Reads {@code user}, {@code returnBudget}, {@code reason} and {@code requestId}. */
    public static Reverse readReverse(FlatJson json) throws Malformed {
        return readReverse(user("user", json.requiredText("user")), json);
    }

    /** Reads {@code returnBudget}, {@code reason} and {@code requestId} for a user that is known already. */
    public static Reverse readReverse(String user, FlatJson json) throws Malformed {
        boolean returnBudget = json.requiredBool("returnBudget");
        String reason = json.has("reason") ? json.text("reason") : "";
        if (!Limits.isText(reason, 0, Limits.MAX_REASON)) {
            throw new Malformed(
                    "reason", "must have 0 to " + Limits.MAX_REASON + " characters, none of them a control character");
        }
        return new Reverse(user, returnBudget, reason, requestId(json));
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
            request.match(new Request.Cases<Json.Body>(
                            open -> to -> write(to, open),
                            claim -> to -> write(to, claim),
                            amend -> to -> write(to, amend),
                            reverse -> to -> write(to, reverse)))
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

    private static void write(JsonGenerator out, Amend amend) throws IOException {
        out.writeStringField("type", amend.operation().wireName());
        if (amend.operation() == Operation.TOP_UP) {
            out.writeNumberField("amount", amend.amount());
        }
    }

    private static void write(JsonGenerator out, Reverse reverse) throws IOException {
        out.writeStringField("type", Operation.REVERSE.wireName());
        out.writeStringField("user", reverse.user());
        out.writeBooleanField("returnBudget", reverse.returnBudget());
        out.writeStringField("reason", reverse.reason());
    }

    private static FlatJson only(FlatJson json, String type, List<String> allowed) throws Malformed {
        for (String field : FIELDS) {
            if (json.mentions(field) && !allowed.contains(field)) {
                throw new Malformed(
                        field,
                        "is not known in a request of type " + type + "; known are " + String.join(", ", allowed));
            }
        }
        return json;
    }

    /** The label, or null. */
    public static String requestId(FlatJson json) throws Malformed {
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
