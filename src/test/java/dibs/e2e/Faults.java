package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.audit.AuditSources;
import dibs.audit.Kind;
import dibs.e2e.TopicCopy.Kept;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ways to corrupt a copy of what Dibs left behind, by the kind that an audit must find. */
abstract class Faults {
    static final int COUNT = 22;

    final AuditedWorld world;
    final Random random;
    private final Map<Kind, Plant> plants = new EnumMap<>(Kind.class);

    Faults(AuditedWorld world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** Plants {@value #COUNT} faults, adds where they are to {@code places}, and tells where the copies are. */
    interface Plant {
        AuditSources plant(Set<String> places) throws Exception;
    }

    final void add(Kind kind, Plant plant) {
        plants.put(kind, plant);
    }

    final Map<Kind, Plant> plants() {
        return plants;
    }

    /** What becomes of one record. */
    interface Change {
        List<Kept> of(Kept record);
    }

    static List<Kept> changed(List<Kept> records, List<Kept> targets, Change change) {
        Set<Kept> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
        chosen.addAll(targets);
        return records.stream()
                .flatMap(each -> (chosen.contains(each) ? change.of(each) : List.of(each)).stream())
                .toList();
    }

    String changed(List<Kept> letters, Set<String> places, Predicate<Kept> wanted, Change change) throws Exception {
        List<Kept> ofRequests = letters.stream().filter(wanted).toList();
        List<Kept> targets = chosen(ofRequests);
        targets.forEach(each -> places.add(header(each, "partition") + ":" + header(each, "offset")));
        return TopicCopy.write(changed(letters, targets, change));
    }

    static String header(Kept letter, String name) {
        return new String(letter.headers().lastHeader("dibs-error-" + name).value(), StandardCharsets.UTF_8);
    }

    List<Kept> targets(List<Kept> records, Predicate<ObjectNode> wanted) {
        return chosen(records.stream()
                .filter(each -> !each.aborted() && wanted.test(AuditedWorld.json(each.value())))
                .toList());
    }

    /** The first, the last, and random others. */
    <T> List<T> chosen(List<T> all) {
        assertThat(all).hasSizeGreaterThan(COUNT);
        List<T> between = new ArrayList<>(all.subList(1, all.size() - 1));
        Collections.shuffle(between, random);
        return Stream.of(all.subList(0, 1), between.subList(0, COUNT - 2), all.subList(all.size() - 1, all.size()))
                .flatMap(List::stream)
                .collect(Collectors.toList());
    }

    static Predicate<ObjectNode> refused(String outcome) {
        return d -> d.get("outcome").asText().equals(outcome) && isRefused(d);
    }

    static boolean isGrant(ObjectNode decision) {
        return decision.path("repeated").isBoolean()
                && !decision.get("repeated").asBoolean();
    }

    static boolean isRefused(ObjectNode claim) {
        return claim.has("user")
                && !claim.has("amount")
                && !claim.path("type").asText().equals("reverse");
    }
}
