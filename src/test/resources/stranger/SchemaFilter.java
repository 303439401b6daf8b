import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a stranger puts before and behind kcat: lets lines of key:value through that are valid by asyncapi.yaml, and says
 * of the others what is wrong. Arguments: the document, the names of the value's and the key's schema.
 */
public final class SchemaFilter {
    public static void main(String[] args) throws Exception {
        ObjectMapper json = new ObjectMapper();
        String id = "https://stranger.invalid/asyncapi.json";
        String document = new YAMLMapper().readTree(new File(args[0])).toString();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7, builder -> builder.schemas(Map.of(id, document)));
        Schema value = registry.getSchema(SchemaLocation.of(id + "#/components/schemas/" + args[1]));
        Schema key = registry.getSchema(SchemaLocation.of(id + "#/components/schemas/" + args[2]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int colon = line.indexOf(':');
            JsonNode name = json.getNodeFactory().textNode(line.substring(0, colon));
            List<Error> faults = new ArrayList<>(key.validate(name));
            faults.addAll(value.validate(json.readTree(line.substring(colon + 1))));
            if (faults.isEmpty()) {
                out.println(line);
            } else {
                System.err.println("not valid: " + line + " " + faults);
            }
        }
        out.flush();
    }
}
