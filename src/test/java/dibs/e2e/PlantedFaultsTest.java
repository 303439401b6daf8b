package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.audit.AuditReport;
import dibs.audit.AuditSources;
import dibs.audit.Count;
import dibs.audit.Kind;
import dibs.audit.ReportText;
import dibs.e2e.TopicCopy.Kept;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of every kind the audit knows, planted into copies of what a real run left behind, at the first place, the last
 * and random ones: all are found, of the right kind, and nothing else is.
 */
class PlantedFaultsTest {
    private static final int FAULTS = 22;

    @TempDir
    static Path folder;

    private static final long SEED = System.nanoTime();
    private static final Random RANDOM = new Random(SEED);
    private static final Map<Kind, Plant> PLANTS = new EnumMap<>(Kind.class);
    private static AuditedWorld world;

    /** Plants faults, and tells where the copies are. */
    private interface Plant {
        AuditSources plant(Set<String> places) throws Exception;
    }

    @BeforeAll
    static void live() throws Exception {
        System.out.println("planted faults: seed " + SEED);
        world = AuditedWorld.lived(folder, SEED);
        PLANTS.put(Kind.OVER_GRANT, decisions(refused("sold_out"), PlantedFaultsTest::grantAnyway));
        PLANTS.put(
                Kind.DOUBLE_GRANT,
                decisions(refused("reversed").or(d -> d.path("repeated").asBoolean()), PlantedFaultsTest::grantAnyway));
        PLANTS.put(
                Kind.RANK_GAP,
                decisions(
                        PlantedFaultsTest::isGrant,
                        d -> d.put("rank", d.get("rank").asLong() + 1)));
        PLANTS.put(Kind.WRONG_DECISION, decisions(d -> true, PlantedFaultsTest::somethingElse));
        PLANTS.put(Kind.MISSING_DECISION, places -> decisionsFrom(places, d -> true, each -> List.of()));
        PLANTS.put(Kind.EXTRA_DECISION, PlantedFaultsTest::extraDecisions);
        PLANTS.put(Kind.COPIES_DIFFER, places -> decisionsFrom(places, d -> true, PlantedFaultsTest::otherCopyBefore));
        PLANTS.put(Kind.STRAY_NOT_HOME_ONCE, PlantedFaultsTest::strays);
        PLANTS.put(
                Kind.MISSING_DEAD_LETTER,
                places -> world.sources.withDeadLetters(
                        changed(world.deadLetters, places, d -> true, each -> List.of())));
        PLANTS.put(Kind.EXTRA_DEAD_LETTER, PlantedFaultsTest::extraDeadLetters);
        PLANTS.put(Kind.MISSING_ENTRY, entries(each -> List.of()));
        PLANTS.put(Kind.EXTRA_ENTRY, entries(PlantedFaultsTest::andAnother));
        PLANTS.put(Kind.DIFFERENT_ENTRY, entries(each -> List.of(each.withValue(otherEntry(each.value())))));
        PLANTS.put(Kind.MISSING_ROW, rows(e -> "delete from dibs.ledger_entry where " + row(e)));
        PLANTS.put(Kind.EXTRA_ROW, rows(PlantedFaultsTest::insertAnother));
        PLANTS.put(Kind.DIFFERENT_ROW, rows(PlantedFaultsTest::updateSomething));
        PLANTS.put(Kind.TOLD_YES_WITHOUT_GRANT, journal(PlantedFaultsTest::isRefused, PlantedFaultsTest::tellYes));
        PLANTS.put(Kind.TOLD_ANOTHER_GRANT, journal(d -> !isRefused(d), PlantedFaultsTest::tellAnotherGrant));
        PLANTS.put(Kind.TOLD_NO_AGAINST_LOG, journal(d -> true, PlantedFaultsTest::tellNo));
        PLANTS.put(Kind.STAYED_UNDECIDED, journal(d -> true, PlantedFaultsTest::leaveUndecided));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyOneIsFoundAndNothingElse(Kind kind) throws Exception {
        Set<String> places = new TreeSet<>();
        AuditReport report = Audited.run(PLANTS.get(kind).plant(places));
        assertThat(report.findings().keySet()).as(ReportText.table(report)).containsExactly(kind);
        assertThat(report.found(kind))
                .as(ReportText.table(report))
                .isEqualTo(places.size())
                .isGreaterThanOrEqualTo(20);
        assertThat(report.findings().get(kind).examples())
                .hasSize(20)
                .allSatisfy(
                        example -> assertThat(places).anyMatch(place -> example.matches(".*\\b" + place + "\\b.*")));
    }

    @Test
    void whatWasWrittenOffIsShownAndNotAccused() throws Exception {
        List<String> statements = new ArrayList<>();
        for (Kept entry : chosen(world.entries)) {
            statements.add("delete from dibs.ledger_entry where " + row(AuditedWorld.json(entry.value())));
            statements.add("insert into dibs.written_off values ('" + world.topics.grants() + "', " + entry.partition()
                    + ", " + entry.offset() + ", 'gone', now())");
        }
        AuditReport report = Audited.run(world.sources.withDatabase(world.ledger(statements)));
        assertThat(report.findings()).as(ReportText.table(report)).isEmpty();
        assertThat(report.looked(Count.ROWS_WRITTEN_OFF)).isEqualTo(FAULTS);
    }

    /** Topics are not kept for ever: what is gone cannot be compared, and nothing is made of that. */
    @ParameterizedTest
    @ValueSource(strings = {"requests", "decisions", "entries", "dead letters"})
    void whatLiesBeforeTheLogsStartIsSaidAndNotAccused(String trimmed) throws Exception {
        String copy = switch (trimmed) {
            case "requests" -> TopicCopy.writeInPlace(world.requests, List.of());
            case "decisions" -> TopicCopy.write(world.decisions);
            case "entries" -> TopicCopy.write(world.entries);
            default -> TopicCopy.write(world.deadLetters);
        };
        AuditSources sources = switch (trimmed) {
            case "requests" ->
                world.sources.withRequests(copy, world.group(copy)).withDeadLetters(deadLettersOf(copy));
            case "decisions" -> world.sources.withDecisions(copy);
            case "entries" -> world.sources.withEntries(copy);
            default -> world.sources.withDeadLetters(copy);
        };
        assertThat(Audited.run(sources).findings()).isEmpty();
        TopicCopy.deleteTheFirstHalf(copy);
        AuditReport report = Audited.run(sources);
        assertThat(report.findings()).as(ReportText.table(report)).isEmpty();
        assertThat(report.looked(Count.BEFORE_THE_LOGS_START)).isPositive();
    }

    // --- decisions

    private static Plant decisions(Predicate<ObjectNode> wanted, UnaryOperator<ObjectNode> fault) {
        return places -> decisionsFrom(
                places,
                wanted,
                each -> List.of(each.withValue(
                        fault.apply(AuditedWorld.json(each.value())).toString())));
    }

    private static AuditSources decisionsFrom(Set<String> places, Predicate<ObjectNode> wanted, Change change)
            throws Exception {
        List<Kept> targets = targets(world.decisions, wanted);
        targets.forEach(each ->
                places.add(AuditedWorld.json(each.value()).get("request").asText()));
        return world.sources.withDecisions(TopicCopy.write(changed(world.decisions, targets, change)));
    }

    /** Second ones, those of requests that cannot be read, and those of no request at all. */
    private static AuditSources extraDecisions(Set<String> places) throws Exception {
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

    /** Second ones, and those of requests that can be read. */
    private static AuditSources extraDeadLetters(Set<String> places) throws Exception {
        List<Kept> targets = chosen(world.deadLetters);
        List<Kept> readable = targets(world.decisions, d -> true);
        return world.sources.withDeadLetters(TopicCopy.write(changed(world.deadLetters, targets, each -> {
            int number = targets.indexOf(each);
            String place = header(each, "partition") + ":" + header(each, "offset");
            RecordHeaders headers = new RecordHeaders(each.headers().toArray());
            if (number % 2 == 0) {
                place = AuditedWorld.json(readable.get(number).value())
                        .get("request")
                        .asText();
                headers.remove("dibs-error-partition").remove("dibs-error-offset");
                headers.add("dibs-error-partition", KafkaRecords.utf8(place.split(":")[0]));
                headers.add("dibs-error-offset", KafkaRecords.utf8(place.split(":")[1]));
                places.add(place);
            } else {
                places.add("second one of the request at " + place);
            }
            return List.of(each, each.withHeaders(headers));
        })));
    }

    private static ObjectNode grantAnyway(ObjectNode decision) {
        return decision.put("outcome", "granted")
                .put("repeated", false)
                .put("amount", 100)
                .put("rank", 1000)
                .put("position", decision.get("request").asText());
    }

    private static ObjectNode somethingElse(ObjectNode d) {
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
        faults.get(RANDOM.nextInt(faults.size())).run();
        return d;
    }

    private static List<Kept> otherCopyBefore(Kept each) {
        ObjectNode other = somethingElse(AuditedWorld.json(each.value()));
        return List.of(each.withValue(other.toString()).asAborted(), each);
    }

    // --- requests

    /** A third has no copy at home, a third has two, a third has another one. */
    private static AuditSources strays(Set<String> places) throws Exception {
        List<Kept> copies = world.requests.stream()
                .filter(each -> !each.aborted() && origin(each) != null)
                .toList();
        List<Kept> targets = chosen(copies);
        targets.forEach(each -> places.add(origin(each)));
        List<Kept> requests = new ArrayList<>(world.requests);
        List<Kept> more = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Kept target = targets.get(i);
            if (i % 2 == 0) {
                more.add(target.appendedTo(target.partition()));
            } else {
                requests.set(requests.indexOf(target), target.withHeaders(new RecordHeaders()));
            }
        }
        String copy = TopicCopy.writeInPlace(requests, more);
        return world.sources.withRequests(copy, world.group(copy)).withDeadLetters(deadLettersOf(copy));
    }

    /** Dead letters name the topic they come from. */
    private static String deadLettersOf(String requests) throws Exception {
        List<Kept> moved = new ArrayList<>();
        for (Kept letter : world.deadLetters) {
            RecordHeaders headers = new RecordHeaders(letter.headers().toArray());
            headers.remove("dibs-error-topic").add("dibs-error-topic", KafkaRecords.utf8(requests));
            moved.add(letter.withHeaders(headers));
        }
        return TopicCopy.write(moved);
    }

    private static String origin(Kept request) {
        var header = request.headers().lastHeader("dibs-origin");
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    // --- entries and rows

    private static Plant entries(Change change) {
        return places -> {
            List<Kept> targets = chosen(world.entries);
            targets.forEach(each ->
                    places.add(AuditedWorld.json(each.value()).get("position").asText()));
            return world.sources.withEntries(TopicCopy.write(changed(world.entries, targets, change)));
        };
    }

    private static List<Kept> andAnother(Kept each) {
        ObjectNode other = AuditedWorld.json(each.value());
        switch (RANDOM.nextInt(3)) {
            case 0 -> other.put("campaign", "no-such-campaign");
            case 1 -> other.put("kind", "reversal").put("campaign", "mix-none");
            default -> {}
        }
        return List.of(each, each.withValue(other.toString()));
    }

    private static String otherEntry(String entry) {
        ObjectNode e = AuditedWorld.json(entry);
        List<Runnable> faults = List.of(
                () -> e.put("amount", e.get("amount").asLong() * 2),
                () -> e.put("rank", e.get("rank").asLong() + 1),
                () -> e.put("requestId", "other"),
                () -> e.put("user", "other"),
                () -> e.put("decidedAt", "2026-01-01T00:00:00.000Z"));
        faults.get(RANDOM.nextInt(faults.size())).run();
        return e.toString();
    }

    /** A change of one row for each target. */
    private interface Sql {
        String of(ObjectNode entry);
    }

    private static Plant rows(Sql sql) {
        return places -> {
            List<ObjectNode> targets = chosen(world.entries).stream()
                    .map(each -> AuditedWorld.json(each.value()))
                    .toList();
            targets.forEach(each -> places.add(each.get("position").asText()));
            return world.sources.withDatabase(
                    world.ledger(targets.stream().map(sql::of).toList()));
        };
    }

    private static String row(ObjectNode entry) {
        return "campaign_id = '" + entry.get("campaign").asText() + "' and user_id = '"
                + entry.get("user").asText() + "' and kind = '"
                + entry.get("kind").asText() + "'";
    }

    private static String insertAnother(ObjectNode entry) {
        return "insert into dibs.ledger_entry select "
                + (RANDOM.nextBoolean() ? "campaign_id, 'x' || user_id" : "'no-such-' || campaign_id, user_id")
                + ", kind, amount, rank, request_id, decided_at, source_partition, source_offset, recorded_at"
                + " from dibs.ledger_entry where " + row(entry);
    }

    private static String updateSomething(ObjectNode entry) {
        List<String> faults = List.of(
                "amount = amount * 2",
                "rank = rank + 1",
                "request_id = 'other'",
                "decided_at = decided_at + interval '1 microsecond'",
                "decided_at = decided_at - interval '1 year'");
        return "update dibs.ledger_entry set " + faults.get(RANDOM.nextInt(faults.size())) + " where " + row(entry);
    }

    // --- journals

    /** Lines are named by their number, which is the number of the answer. */
    private static Plant journal(Predicate<ObjectNode> wanted, UnaryOperator<ObjectNode> fault) {
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

    private static ObjectNode tellYes(ObjectNode told) {
        return told.put("outcome", "granted")
                .put("user", "nobody-" + told.get("told").asInt())
                .put("repeated", RANDOM.nextBoolean())
                .put("amount", 100)
                .put("rank", 7);
    }

    private static ObjectNode tellAnotherGrant(ObjectNode told) {
        List<Runnable> faults = List.of(
                () -> told.put("rank", told.get("rank").asLong() + 1),
                () -> told.put("amount", told.get("amount").asLong() + 1),
                () -> told.put("requestId", "other"),
                () -> told.put("position", "0:0"),
                () -> told.put("decidedAt", "2026-01-01T00:00:00.000Z"));
        faults.get(RANDOM.nextInt(faults.size())).run();
        return told;
    }

    /** Any other outcome than the log's; or where no request is. */
    private static ObjectNode tellNo(ObjectNode told) {
        if (!isRefused(told)) {
            return told.put(
                    "outcome", List.of("sold_out", "closed", "not_granted").get(RANDOM.nextInt(3)));
        }
        return switch (RANDOM.nextInt(3)) {
            case 0 -> told.put("outcome", told.get("outcome").asText().equals("paused") ? "sold_out" : "paused");
            case 1 -> told.put("position", "3:99999999");
            default -> (ObjectNode) told.without("position");
        };
    }

    /** Where the decider has not come to, and where no request is. */
    private static ObjectNode leaveUndecided(ObjectNode told) {
        List<Kept> undecided = world.undecided();
        Kept one = undecided.get(RANDOM.nextInt(undecided.size()));
        String place = RANDOM.nextBoolean() ? one.place() : one.partition() + ":" + (one.offset() + 100_000);
        return told.put("outcome", "undecided").put("position", place);
    }

    // --- what all have in common

    /** What becomes of one record. */
    private interface Change {
        List<Kept> of(Kept record);
    }

    private static List<Kept> changed(List<Kept> records, List<Kept> targets, Change change) {
        Set<Kept> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
        chosen.addAll(targets);
        return records.stream()
                .flatMap(each -> (chosen.contains(each) ? change.of(each) : List.of(each)).stream())
                .toList();
    }

    private static String changed(List<Kept> letters, Set<String> places, Predicate<Kept> wanted, Change change)
            throws Exception {
        List<Kept> ofRequests = letters.stream().filter(wanted).toList();
        List<Kept> targets = chosen(ofRequests);
        targets.forEach(each -> places.add(header(each, "partition") + ":" + header(each, "offset")));
        return TopicCopy.write(changed(letters, targets, change));
    }

    private static String header(Kept letter, String name) {
        return new String(letter.headers().lastHeader("dibs-error-" + name).value(), StandardCharsets.UTF_8);
    }

    private static List<Kept> targets(List<Kept> records, Predicate<ObjectNode> wanted) {
        return chosen(records.stream()
                .filter(each -> !each.aborted() && wanted.test(AuditedWorld.json(each.value())))
                .toList());
    }

    /** The first, the last, and random others. */
    private static <T> List<T> chosen(List<T> all) {
        assertThat(all).hasSizeGreaterThan(FAULTS);
        List<T> between = new ArrayList<>(all.subList(1, all.size() - 1));
        Collections.shuffle(between, RANDOM);
        return Stream.of(all.subList(0, 1), between.subList(0, FAULTS - 2), all.subList(all.size() - 1, all.size()))
                .flatMap(List::stream)
                .collect(Collectors.toList());
    }

    private static Predicate<ObjectNode> refused(String outcome) {
        return d -> d.get("outcome").asText().equals(outcome) && isRefused(d);
    }

    private static boolean isGrant(ObjectNode decision) {
        return decision.path("repeated").isBoolean()
                && !decision.get("repeated").asBoolean();
    }

    private static boolean isRefused(ObjectNode claim) {
        return claim.has("user")
                && !claim.has("amount")
                && !claim.path("type").asText().equals("reverse");
    }
}
