package dibs.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads requests as the contract says they must be; what is not so is a dead letter. Stateless and thread-safe.
 *
 * <p>Written without a look at the reader that the decider uses, and compared with it by a test.
 */
final class RequestReader {
    private static final int MAX_BYTES = 64 * 1024;
    private static final long MAX_BUDGET = 1_000_000_000_000_000L;
    private static final long MAX_REWARD = 1_000_000_000_000L;
    private static final Pattern CAMPAIGN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:@+-]{0,127}");
    private static final Pattern LABEL = Pattern.compile("[!-~]{1,128}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "claim", Set.of("type", "requestId", "user"),
            "open", Set.of("type", "requestId", "rules", "title", "budget", "reward", "opensAt", "closesAt"),
            "top_up", Set.of("type", "requestId", "amount"),
            "pause", Set.of("type", "requestId"),
            "resume", Set.of("type", "requestId"),
            "close", Set.of("type", "requestId"),
            "archive", Set.of("type", "requestId"),
            "reverse", Set.of("type", "requestId", "user", "returnBudget", "reason"));
    private static final JsonFactory JSON = new JsonFactory();

    private RequestReader() {}

    /** What makes a request invalid; only ever seen inside this class. */
    private static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid() {
            super(null, null, false, false);
        }
    }

    /** The campaign's id, or null if the key is none. */
    static String campaign(byte[] key) {
        try {
            String id = key == null ? "" : text(key);
            return CAMPAIGN.matcher(id).matches() ? id : null;
        } catch (Invalid e) {
            return null;
        }
    }

    /** The request, or null if the value is none. */
    static Logged read(byte[] value) {
        if (value == null || value.length > MAX_BYTES) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(text(value))) {
            return request(fields(parser));
        } catch (IOException | Invalid e) {
            return null;
        }
    }

    private static String text(byte[] utf8) throws Invalid {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Invalid();
        }
    }

    /** Null values stay in the map: the field is named, and has no value. */
    private static Map<String, Object> fields(JsonParser parser) throws IOException, Invalid {
        require(parser.nextToken() == JsonToken.START_OBJECT);
        Map<String, Object> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            require(!fields.containsKey(name));
            JsonToken token = parser.nextToken();
            require(token.isScalarValue());
            fields.put(name, scalar(parser, token));
        }
        require(parser.nextToken() == null);
        return fields;
    }

    private static Object scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
            case VALUE_NUMBER_FLOAT -> Double.NaN;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            default -> null;
        };
    }

    private static Logged request(Map<String, Object> fields) throws Invalid {
        require(fields.get("type") instanceof String);
        String type = (String) fields.get("type");
        require(FIELDS.containsKey(type) && FIELDS.get(type).containsAll(fields.keySet()));
        String label = string(fields, "requestId");
        require(label == null || LABEL.matcher(label).matches());
        String user = null;
        if (FIELDS.get(type).contains("user")) {
            user = string(fields, "user");
            require(user != null && USER.matcher(user).matches());
        }
        long amount = type.equals("top_up") ? whole(fields, "amount", MAX_BUDGET) : 0;
        Logged.Terms terms = type.equals("open") ? terms(fields) : null;
        Logged.TakeBack takeBack = type.equals("reverse") ? takeBack(fields) : null;
        return new Logged(type, user, label, amount, terms, takeBack);
    }

    private static Logged.Terms terms(Map<String, Object> fields) throws Invalid {
        if (fields.get("rules") != null) {
            whole(fields, "rules", 1);
        }
        String title = string(fields, "title");
        require(title != null && isText(title) && !title.isEmpty() && title.codePointCount(0, title.length()) <= 200);
        long budget = whole(fields, "budget", MAX_BUDGET);
        long reward = whole(fields, "reward", Math.min(MAX_REWARD, budget));
        Long opensAt = time(fields, "opensAt");
        Long closesAt = time(fields, "closesAt");
        require(opensAt == null || closesAt == null || closesAt > opensAt);
        return new Logged.Terms(title, budget, reward, opensAt, closesAt);
    }

    private static Logged.TakeBack takeBack(Map<String, Object> fields) throws Invalid {
        require(fields.get("returnBudget") instanceof Boolean);
        String reason = fields.get("reason") == null ? "" : string(fields, "reason");
        require(isText(reason) && reason.codePointCount(0, reason.length()) <= 500);
        return new Logged.TakeBack((Boolean) fields.get("returnBudget"), reason);
    }

    private static String string(Map<String, Object> fields, String name) throws Invalid {
        Object value = fields.get(name);
        require(value == null || value instanceof String);
        return (String) value;
    }

    private static long whole(Map<String, Object> fields, String name, long max) throws Invalid {
        require(fields.get(name) instanceof BigInteger);
        BigInteger value = (BigInteger) fields.get(name);
        require(value.signum() > 0 && value.compareTo(BigInteger.valueOf(max)) <= 0);
        return value.longValueExact();
    }

    private static Long time(Map<String, Object> fields, String name) throws Invalid {
        String text = string(fields, name);
        if (text == null) {
            return null;
        }
        require(TIME.matcher(text).matches());
        try {
            long millis = LocalDateTime.parse(text.substring(0, text.length() - 1))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            require(millis >= 0);
            return millis;
        } catch (DateTimeException e) {
            throw new Invalid();
        }
    }

    /** Whether it has whole characters only, and no control character. */
    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(
                        c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE);
    }

    private static void require(boolean holds) throws Invalid {
        if (!holds) {
            throw new Invalid();
        }
    }
}
