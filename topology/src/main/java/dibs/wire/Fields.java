package dibs.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dibs.campaign.Position;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One object of what Dibs itself wrote, by field; those nobody asks for are ignored, lists are skipped. A field that is
 * missing or of another type is an {@link IllegalArgumentException}, {@link NullPointerException} or {@link
 * ClassCastException}.
 */
record Fields(Map<String, Object> values) {

    /** From after the object's start to its end. */
    static Fields read(JsonParser parser) throws IOException {
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                values.put(name, parser.getText());
            } else if (token == JsonToken.VALUE_NUMBER_INT) {
                values.put(name, parser.getLongValue());
            } else if (token.isBoolean()) {
                values.put(name, parser.getBooleanValue());
            } else if (token == JsonToken.START_OBJECT) {
                values.put(name, read(parser));
            } else {
                parser.skipChildren();
            }
        }
        return new Fields(values);
    }

    /** Null where there is none. */
    Object value(String name) {
        return values.get(name);
    }

    String text(String name) {
        String text = (String) values.get(name);
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    long whole(String name) {
        return (Long) values.get(name);
    }

    long time(String name) throws Malformed {
        return Rfc3339.parse(name, text(name));
    }

    Long timeOrNull(String name) throws Malformed {
        return values.get(name) == null ? null : Long.valueOf(time(name));
    }

    Position position(String name) {
        return Position.parse(text(name));
    }
}
