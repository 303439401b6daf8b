package dibs.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.audit.Kind;
import dibs.e2e.TopicCopy.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Faults in what callers were told. */
final class JournalFaults extends Faults {
    JournalFaults(AuditedWorld world, Random random) {
        super(world, random);
        add(Kind.TOLD_YES_WITHOUT_GRANT, journal(Faults::isRefused, this::tellYes));
        add(Kind.TOLD_ANOTHER_GRANT, journal(d -> !isRefused(d), this::tellAnotherGrant));
        add(Kind.TOLD_NO_AGAINST_LOG, journal(d -> true, this::tellNo));
        add(Kind.STAYED_UNDECIDED, journal(d -> true, this::leaveUndecided));
    }

    /** Lines are named by their number, which is the number of the answer. */
    private Plant journal(Predicate<ObjectNode> wanted, UnaryOperator<ObjectNode> fault) {
        return places -> {
            List<Integer> all = IntStream.range(0, world.journal.size())
                    .filter(i -> wanted.test(AuditedWorld.json(world.journal.get(i))))
                    .boxed()
                    .toList();
            List<String> lines = new ArrayList<>(world.journal);
            for (int line : chosen(all)) {
                places.add(Integer.toString(line + 1));
                lines.set(line, fault.apply(AuditedWorld.json(lines.get(line))).toString());
            }
            return world.sources.withJournals(List.of(world.journal(lines)));
        };
    }

    private ObjectNode tellYes(ObjectNode told) {
        return told.put("outcome", "granted")
                .put("user", "nobody-" + told.get("told").asInt())
                .put("repeated", random.nextBoolean())
                .put("amount", 100)
                .put("rank", 7);
    }

    private ObjectNode tellAnotherGrant(ObjectNode told) {
        List<Runnable> faults = List.of(
                () -> told.put("rank", told.get("rank").asLong() + 1),
                () -> told.put("amount", told.get("amount").asLong() + 1),
                () -> told.put("requestId", "other"),
                () -> told.put("position", "0:0"),
                () -> told.put("decidedAt", "2026-01-01T00:00:00.000Z"));
        faults.get(random.nextInt(faults.size())).run();
        return told;
    }

    /** Any other outcome than the log's; or where no request is. */
    private ObjectNode tellNo(ObjectNode told) {
        if (!isRefused(told)) {
            return told.put(
                    "outcome", List.of("sold_out", "closed", "not_granted").get(random.nextInt(3)));
        }
        return switch (random.nextInt(3)) {
            case 0 -> told.put("outcome", told.get("outcome").asText().equals("paused") ? "sold_out" : "paused");
            case 1 -> told.put("position", "3:99999999");
            default -> (ObjectNode) told.without("position");
        };
    }

    /** Where the decider has not come to, and where no request is. */
    private ObjectNode leaveUndecided(ObjectNode told) {
        List<Kept> undecided = world.undecided();
        Kept one = undecided.get(random.nextInt(undecided.size()));
        String place = random.nextBoolean() ? one.place() : one.partition() + ":" + (one.offset() + 100_000);
        return told.put("outcome", "undecided").put("position", place);
    }
}
