package dibs.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A bill of materials as CycloneDX writes it: components, and which of them needs which. */
final class BillOfMaterials {
    private static final Pattern EMBEDDED = Pattern.compile(".*/(kafka_2\\.13|kafka-metadata|embedded-[a-z0-9-]+)@.*");

    private final String root;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, List<String>> needs = new HashMap<>();

    private BillOfMaterials(JsonNode bill) {
        JsonNode self = bill.path("metadata").path("component");
        root = self.path("bom-ref").asText();
        files.put(root, file(self));
        for (JsonNode component : bill.path("components")) {
            files.put(component.path("bom-ref").asText(), file(component));
        }
        for (JsonNode dependency : bill.path("dependencies")) {
            List<String> needed = new ArrayList<>();
            dependency.path("dependsOn").forEach(each -> needed.add(each.asText()));
            needs.put(dependency.path("ref").asText(), needed);
        }
    }

    static BillOfMaterials read(Path file) throws IOException {
        return new BillOfMaterials(new ObjectMapper().readTree(file.toFile()));
    }

    private static String file(JsonNode component) {
        return component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
    }

    /** Of all components, and of the application itself. */
    Set<String> files() {
        return new TreeSet<>(files.values());
    }

    /** Of those that the application reaches by no embedded server. */
    Set<String> filesWithoutEmbeddedServers() {
        Predicate<String> embedded = EMBEDDED.asMatchPredicate();
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (!embedded.test(next) && reached.add(next)) {
                open.addAll(needs.getOrDefault(next, List.of()));
            }
        }
        Set<String> names = new TreeSet<>();
        reached.forEach(each -> names.add(files.get(each)));
        return names;
    }
}
