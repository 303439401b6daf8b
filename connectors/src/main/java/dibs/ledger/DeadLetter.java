package dibs.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One record that could not be processed: where it stands among the dead letters, where it came from, why, and the
 * entry it holds if it can be read as one.
 *
 * <p>Immutable. {@code at} is {@code partition:offset} on the dead letter topic and what people call it by; {@code text}
 * is the beginning of its value, fit to be shown.
 */
public record DeadLetter(
        String at,
        Instant since,
        String topic,
        int partition,
        long offset,
        String reason,
        String text,
        Optional<LedgerEntry> entry) {

    /** The letters as they must be settled: each grant with its reversal, if both are among them. */
    public static List<List<DeadLetter>> together(List<DeadLetter> letters) {
        return List.copyOf(letters.stream()
                .collect(Collectors.groupingBy(DeadLetter::grant, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /** What tells one grant from another; a letter without an entry stands for itself. */
    private String grant() {
        return entry.map(of -> of.campaign() + "/" + of.user()).orElse(at);
    }
}
