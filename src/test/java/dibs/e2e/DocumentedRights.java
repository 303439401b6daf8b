package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What the table of docs/security.md says that Dibs needs of Kafka. */
final class DocumentedRights {
    private static final Path TABLE =
            Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("security.md");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private DocumentedRights() {}

    /** The rows of the table, each for every name in it, as that user's rights. */
    static List<AclBinding> of(String user) throws IOException {
        List<String> lines = Files.readAllLines(TABLE);
        int table = lines.indexOf("| resource | operations |");
        List<AclBinding> all = new ArrayList<>();
        for (String row : lines.subList(table + 2, lines.size())) {
            if (!row.startsWith("|")) {
                break;
            }
            String[] cells = row.split("\\|", -1);
            for (ResourcePattern resource : resources(cells[1].strip())) {
                operations(cells[2]).forEach(operation -> all.add(allowed(user, resource, operation)));
            }
        }
        assertThat(all).hasSizeGreaterThan(10);
        return all;
    }

    private static List<ResourcePattern> resources(String cell) {
        Map<String, ResourceType> kinds = new HashMap<>(Map.of(
                "topics", ResourceType.TOPIC,
                "groups", ResourceType.GROUP,
                "transactional", ResourceType.TRANSACTIONAL_ID));
        ResourceType kind = kinds.get(cell.split(" ", -1)[0]);
        if (kind == null) {
            assertThat(cell).isEqualTo("cluster");
            return List.of(new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL));
        }
        List<ResourcePattern> found = new ArrayList<>();
        Matcher names = NAME.matcher(cell);
        while (names.find()) {
            String name = names.group(1);
            found.add(
                    name.endsWith("*")
                            ? new ResourcePattern(kind, name.substring(0, name.length() - 1), PatternType.PREFIXED)
                            : new ResourcePattern(kind, name, PatternType.LITERAL));
        }
        return found;
    }

    /** What is not the name of an operation says when it is needed. */
    private static List<AclOperation> operations(String cell) {
        List<AclOperation> found = new ArrayList<>();
        for (String word : cell.replaceAll("\\([^)]*\\)", "").split("[,;]", -1)) {
            String name = word.strip().toUpperCase(Locale.ROOT).replace(' ', '_');
            for (AclOperation operation : AclOperation.values()) {
                if (operation.name().equals(name)) {
                    found.add(operation);
                }
            }
        }
        return found;
    }

    private static AclBinding allowed(String user, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }
}
