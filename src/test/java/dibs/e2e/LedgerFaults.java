package dibs.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.audit.Kind;
import dibs.e2e.TopicCopy.Kept;
import java.util.List;
import java.util.Random;

/** Faults in the entries for the ledger and in its rows. */
final class LedgerFaults extends Faults {
    LedgerFaults(AuditedWorld world, Random random) {
        super(world, random);
        add(Kind.MISSING_ENTRY, entries(each -> List.of()));
        add(Kind.EXTRA_ENTRY, entries(this::andAnother));
        add(Kind.DIFFERENT_ENTRY, entries(each -> List.of(each.withValue(otherEntry(each.value())))));
        add(Kind.MISSING_ROW, rows(e -> "delete from dibs.ledger_entry where " + row(e)));
        add(Kind.EXTRA_ROW, rows(this::insertAnother));
        add(Kind.DIFFERENT_ROW, rows(this::updateSomething));
    }

    private Plant entries(Change change) {
        return places -> {
            List<Kept> targets = chosen(world.entries);
            targets.forEach(each ->
                    places.add(AuditedWorld.json(each.value()).get("position").asText()));
            return world.sources.withEntries(TopicCopy.write(changed(world.entries, targets, change)));
        };
    }

    private List<Kept> andAnother(Kept each) {
        ObjectNode other = AuditedWorld.json(each.value());
        switch (random.nextInt(3)) {
            case 0 -> other.put("campaign", "no-such-campaign");
            case 1 -> other.put("kind", "reversal").put("campaign", "mix-none");
            default -> {}
        }
        return List.of(each, each.withValue(other.toString()));
    }

    private String otherEntry(String entry) {
        ObjectNode e = AuditedWorld.json(entry);
        List<Runnable> faults = List.of(
                () -> e.put("amount", e.get("amount").asLong() * 2),
                () -> e.put("rank", e.get("rank").asLong() + 1),
                () -> e.put("requestId", "other"),
                () -> e.put("user", "other"),
                () -> e.put("decidedAt", "2026-01-01T00:00:00.000Z"));
        faults.get(random.nextInt(faults.size())).run();
        return e.toString();
    }

    /** A change of one row for each target. */
    private interface Sql {
        String of(ObjectNode entry);
    }

    private Plant rows(Sql sql) {
        return places -> {
            List<ObjectNode> targets = chosen(world.entries).stream()
                    .map(each -> AuditedWorld.json(each.value()))
                    .toList();
            targets.forEach(each -> places.add(each.get("position").asText()));
            return world.sources.withDatabase(
                    world.ledger(targets.stream().map(sql::of).toList()));
        };
    }

    static String row(ObjectNode entry) {
        return "campaign_id = '" + entry.get("campaign").asText() + "' and user_id = '"
                + entry.get("user").asText() + "' and kind = '"
                + entry.get("kind").asText() + "'";
    }

    private String insertAnother(ObjectNode entry) {
        return "insert into dibs.ledger_entry select "
                + (random.nextBoolean() ? "campaign_id, 'x' || user_id" : "'no-such-' || campaign_id, user_id")
                + ", kind, amount, rank, request_id, decided_at, source_partition, source_offset, recorded_at"
                + " from dibs.ledger_entry where " + row(entry);
    }

    private String updateSomething(ObjectNode entry) {
        List<String> faults = List.of(
                "amount = amount * 2",
                "rank = rank + 1",
                "request_id = 'other'",
                "decided_at = decided_at + interval '1 microsecond'",
                "decided_at = decided_at - interval '1 year'");
        return "update dibs.ledger_entry set " + faults.get(random.nextInt(faults.size())) + " where " + row(entry);
    }
}
