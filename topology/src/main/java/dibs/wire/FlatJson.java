package dibs.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dibs.campaign.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object without nesting, read strictly: every request and every HTTP body has this form.
 *
 * <p>Strict, because a sender who mistypes a field name must hear of it: unknown and repeated fields, broken UTF-8,
 * nesting, and anything after the object are refused. An explicit {@code null} is the same as an absent field. Not
 * thread-safe; read it where it was made.
 */
public final class FlatJson {
    /** An object without fields. */
    public static final FlatJson EMPTY = new FlatJson(Map.of());

    private static final JsonFactory JSON = new JsonFactory();
    private static final char REPLACEMENT = '\uFFFD';

    private final Map<String, Object> values;

    private FlatJson(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * Reads one object.
     *
     * @param known the field names that may occur
     * @throws Malformed if {@code json} is anything else than one flat object with known fields, each once
     */
    public static FlatJson read(byte[] json, List<String> known) throws Malformed {
        if (json.length > Limits.MAX_REQUEST_BYTES) {
            throw new Malformed(null, "must be at most " + Limits.MAX_REQUEST_BYTES + " bytes, has " + json.length);
        }
        try (JsonParser parser = JSON.createParser(decode(json))) {
            return new FlatJson(readObject(parser, known));
        } catch (StreamConstraintsException e) {
            throw new Malformed(null, "is not JSON: a number in it has more than 1000 digits, or a name is too long");
        } catch (JsonProcessingException e) {
            throw new Malformed(null, "is not JSON: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    /** Whether the field has a value. */
    public boolean has(String field) {
        return values.get(field) != null;
    }

    /** Whether the field is there, be it with null. */
    public boolean mentions(String field) {
        return values.containsKey(field);
    }

    /** The text, or null if absent. */
    public String text(String field) throws Malformed {
        Object value = values.get(field);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new Malformed(field, "must be a string");
    }

    /** The text of a field that must be there. */
    public String requiredText(String field) throws Malformed {
        return (String) required(field, text(field));
    }

    /** The truth value of a field that must be there. */
    public boolean requiredBool(String field) throws Malformed {
        if (required(field, values.get(field)) instanceof Boolean value) {
            return value;
        }
        throw new Malformed(field, "must be true or false");
    }

    /** The whole number of a field that must be there and lie in {@code min} to {@code max}. */
    public long requiredWhole(String field, long min, long max) throws Malformed {
        Object value = required(field, values.get(field));
        if (value instanceof Long whole && whole >= min && whole <= max) {
            return whole;
        }
        throw new Malformed(field, "must be a whole number from " + min + " to " + max);
    }

    private static Object required(String field, Object value) throws Malformed {
        if (value == null) {
            throw new Malformed(field, "is required");
        }
        return value;
    }

    /** A string's own decoder is the fast one, but replaces what is not valid: only then the strict one has to look. */
    private static String decode(byte[] json) throws Malformed {
        String text = new String(json, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed(null, "is not valid UTF-8");
        }
    }

    private static Map<String, Object> readObject(JsonParser parser, List<String> known) throws IOException, Malformed {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Malformed(null, "must be one JSON object");
        }
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (!known.contains(name)) {
                throw new Malformed(Printable.of(name), "is not known here; known are " + String.join(", ", known));
            }
            if (values.containsKey(name)) {
                throw new Malformed(name, "is given more than once");
            }
            parser.nextToken();
            values.put(name, scalar(parser, name));
        }
        if (parser.nextToken() != null) {
            throw new Malformed(null, "must be one JSON object with nothing after it");
        }
        return values;
    }

    /** Strings, longs and booleans as they are; other numbers as a marker that no getter accepts. */
    private static Object scalar(JsonParser parser, String name) throws IOException, Malformed {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> Double.NaN;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new Malformed(name, "must be a single value, not an object or a list");
        };
    }

    private static Number whole(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return Double.NaN;
        }
        return parser.getLongValue();
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return Printable.of(line.replaceFirst(" \\(start marker at .*", ""));
    }
}
