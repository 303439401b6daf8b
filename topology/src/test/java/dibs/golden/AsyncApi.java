package dibs.golden;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What asyncapi.yaml says of the topics, for tests to hold records against. Thread-safe. */
public final class AsyncApi {
    private static final String ID = "https://dibs.invalid/asyncapi.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonNode DOCUMENT = read();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_7, builder -> builder.schemas(Map.of(ID, DOCUMENT.toString())));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private AsyncApi() {}

    /**
     * One example.
     *
     * @param message whose example it is
     */
    public record Example(String message, String name, JsonNode headers, JsonNode payload) {}

    private static JsonNode read() {
        try (InputStream yaml = AsyncApi.class.getResourceAsStream("/asyncapi.yaml")) {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode document() {
        return DOCUMENT;
    }

    /** All examples of the messages that the channel carries. */
    public static List<Example> examples(String channel) {
        List<Example> examples = new ArrayList<>();
        for (JsonNode reference : DOCUMENT.at("/channels/" + channel + "/messages")) {
            JsonNode message = DOCUMENT.at(reference.get("$ref").asText().substring(1));
            String name = reference.get("$ref").asText().replaceFirst(".*/", "");
            for (JsonNode each : message.path("examples")) {
                examples.add(new Example(name, each.get("name").asText(), each.path("headers"), each.get("payload")));
            }
        }
        return examples;
    }

    /** What is wrong with {@code value} by the message's schema; empty: nothing. */
    public static List<String> faultsOf(String message, JsonNode value) {
        return faults("#/components/messages/" + message + "/payload", value);
    }

    /** What is wrong with {@code value} by the schema of that name. */
    public static List<String> faults(String schema, byte[] value) {
        try {
            return faults("#/components/schemas/" + schema, JSON.readTree(value));
        } catch (IOException e) {
            return List.of("no JSON: " + e.getMessage());
        }
    }

    private static List<String> faults(String pointer, JsonNode value) {
        return SCHEMAS
                .computeIfAbsent(pointer, at -> REGISTRY.getSchema(SchemaLocation.of(ID + at)))
                .validate(value)
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** The same for text, such as a key or a header, whose schema stands at {@code pointer}. */
    public static List<String> faultsOfText(String pointer, String text) {
        return faults("#" + pointer, JSON.getNodeFactory().textNode(text));
    }
}
