package dibs.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of one JSON object as a map, as lenient as a reader must be who ignores what newer writers add.
 *
 * <p>Texts, whole numbers (Long), truth values and objects (Map) are kept; null, other numbers and lists become a value
 * that equals nothing. Stateless and thread-safe.
 */
final class Fields {
    private static final JsonFactory JSON = new JsonFactory();

    private Fields() {}

    /** The fields, or null if {@code json} is no JSON object. */
    static Map<String, Object> read(byte[] json) {
        if (json == null) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, Object> fields = object(parser);
            return parser.nextToken() == null ? fields : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            fields.put(name, value(parser, parser.nextToken()));
        }
        return fields;
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? new Object() : parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT -> object(parser);
            default -> {
                parser.skipChildren();
                yield new Object();
            }
        };
    }
}
