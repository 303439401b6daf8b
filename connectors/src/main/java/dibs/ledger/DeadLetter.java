package dibs.ledger;

import java.time.Instant;
import java.util.Optional;

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
        Optional<LedgerEntry> entry) {}
