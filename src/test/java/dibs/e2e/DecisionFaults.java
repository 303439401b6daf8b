package dibs.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.audit.AuditSources;
import dibs.audit.Kind;
import dibs.e2e.TopicCopy.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Faults in the decisions. */
final class DecisionFaults extends Faults {
    DecisionFaults(AuditedWorld world, Random random) {
        super(world, random);
        add(Kind.OVER_GRANT, decisions(refused("sold_out"), this::grantAnyway));
        add(
                Kind.DOUBLE_GRANT,
                decisions(refused("reversed").or(d -> d.path("repeated").asBoolean()), this::grantAnyway));
        add(
                Kind.RANK_GAP,
                decisions(Faults::isGrant, d -> d.put("rank", d.get("rank").asLong() + 1)));
        add(Kind.WRONG_DECISION, decisions(d -> true, this::somethingElse));
        add(Kind.MISSING_DECISION, places -> decisionsFrom(places, d -> true, each -> List.of()));
        add(Kind.EXTRA_DECISION, this::extraDecisions);
        add(Kind.COPIES_DIFFER, places -> decisionsFrom(places, d -> true, this::otherCopy));
    }

    private Plant decisions(Predicate<ObjectNode> wanted, UnaryOperator<ObjectNode> fault) {
        return places -> decisionsFrom(
                places,
                wanted,
                each -> List.of(each.withValue(
                        fault.apply(AuditedWorld.json(each.value())).toString())));
    }

    private AuditSources decisionsFrom(Set<String> places, Predicate<ObjectNode> wanted, Change change)
            throws Exception {
        List<Kept> targets = targets(world.decisions, wanted);
        targets.forEach(each ->
                places.add(AuditedWorld.json(each.value()).get("request").asText()));
        return world.sources.withDecisions(TopicCopy.write(changed(world.decisions, targets, change)));
    }

    /** Second ones, those of requests that cannot be read, and those of no request at all. */
    private AuditSources extraDecisions(Set<String> places) throws Exception {
        List<Kept> targets = targets(world.decisions, d -> true);
        List<Kept> unreadable = chosen(world.deadLetters);
        return world.sources.withDecisions(TopicCopy.write(changed(world.decisions, targets, each -> {
            int number = targets.indexOf(each);
            String place = switch (number % 3) {
                case 0 -> each.partition() + ":" + (9_000_000_000L + number);
                case 1 -> header(unreadable.get(number), "partition") + ":" + header(unreadable.get(number), "offset");
                default -> AuditedWorld.json(each.value()).get("request").asText();
            };
            places.add(place);
            ObjectNode extra = AuditedWorld.json(each.value()).put("request", place);
            return List.of(each, each.withValue(extra.toString()));
        })));
    }

    private ObjectNode grantAnyway(ObjectNode decision) {
        return decision.put("outcome", "granted")
                .put("repeated", false)
                .put("amount", 100)
                .put("rank", 1000)
                .put("position", decision.get("request").asText());
    }

    private ObjectNode somethingElse(ObjectNode d) {
        List<Runnable> faults = new ArrayList<>(List.of(
                () -> d.put("requestId", d.get("requestId").asText() + "x"),
                () -> d.put("decidedAt", "2026-01-01T00:00:00.000Z"),
                () -> d.put("campaign", "mix-x"),
                () -> d.remove("outcome"),
                () -> d.put("position", "0:999999999")));
        if (d.has("amount")) {
            faults.add(() -> d.put("amount", d.get("amount").asLong() + 1));
            faults.add(() -> d.put("amount", 99.5));
            faults.add(() -> d.put("repeated", true).put("amount", 0));
            faults.add(() -> d.put("outcome", "sold_out"));
        }
        if (d.has("revision")) {
            faults.add(() -> d.put("revision", d.get("revision").asLong() + 1));
            faults.add(() -> d.put("budget", d.get("budget").asLong() - 1));
            faults.add(() -> d.put("title", "über"));
            faults.add(() -> d.remove("phase"));
        }
        if (d.has("reversal")) {
            faults.add(() -> ((ObjectNode) d.get("reversal")).put("returnBudget", "yes"));
            faults.add(() -> ((ObjectNode) d.get("grant")).put("rank", 0));
        }
        if (isRefused(d)) {
            faults.add(() -> d.put("outcome", "archived".equals(d.get("outcome").asText()) ? "paused" : "archived"));
            faults.add(() -> d.put("user", "someone"));
            faults.add(() -> d.put("amount", 100));
        }
        faults.get(random.nextInt(faults.size())).run();
        return d;
    }

    private List<Kept> otherCopy(Kept each) {
        Kept other = each.withValue(
                        somethingElse(AuditedWorld.json(each.value())).toString())
                .asAborted();
        return random.nextBoolean() ? List.of(other, each) : List.of(each, each.asAborted(), other);
    }
}
