package dibs.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writing and reading JSON in memory, as a stream. Stateless and thread-safe. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Something that writes itself into a JSON stream. */
    @FunctionalInterface
    public interface Body {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** UTF-8 bytes of what {@code body} writes. */
    public static byte[] bytes(Body body) {
        ByteArrayBuilder buffer = new ByteArrayBuilder(256);
        try (JsonGenerator out = FACTORY.createGenerator(buffer)) {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return buffer.toByteArray();
    }

    /** A parser over what Dibs itself wrote. */
    static JsonParser parser(byte[] json) throws IOException {
        return FACTORY.createParser(json);
    }
}
