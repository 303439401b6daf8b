package dibs.e2e;

import dibs.audit.AuditSources;
import dibs.audit.Kind;
import dibs.e2e.TopicCopy.Kept;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Faults in what became of requests that were not decided where they stood. */
final class RequestFaults extends Faults {
    RequestFaults(AuditedWorld world, Random random) {
        super(world, random);
        add(Kind.STRAY_NOT_HOME_ONCE, this::strays);
        add(
                Kind.MISSING_DEAD_LETTER,
                places -> world.sources.withDeadLetters(
                        changed(world.deadLetters, places, d -> true, each -> List.of())));
        add(Kind.EXTRA_DEAD_LETTER, this::extraDeadLetters);
    }

    /** A third has no copy at home, a third has two, a third has another one. */
    private AuditSources strays(Set<String> places) throws Exception {
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
    String deadLettersOf(String requests) throws Exception {
        List<Kept> moved = new ArrayList<>();
        for (Kept letter : world.deadLetters) {
            RecordHeaders headers = new RecordHeaders(letter.headers().toArray());
            headers.remove("dibs-error-topic").add("dibs-error-topic", KafkaRecords.utf8(requests));
            moved.add(letter.withHeaders(headers));
        }
        return TopicCopy.write(moved);
    }

    private String origin(Kept request) {
        var header = request.headers().lastHeader("dibs-origin");
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Second ones, and those of requests that can be read. */
    private AuditSources extraDeadLetters(Set<String> places) throws Exception {
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
}
