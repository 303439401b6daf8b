package dibs.cli;

import dibs.ledger.DeadLetter;
import dibs.ledger.DeadLetterDesk;
import dibs.ledger.DeadLetterDesk.Settled;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dibs dead-letters retry}. */
@Command(
        name = "retry",
        description = {
            "Tries to write entries into the ledger again, each once however often it is tried, under the ceiling.",
            "Exit status: 0 all are in the ledger, 1 some are not, 2 wrong use."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  ./dibs dead-letters retry 0:17", "  ./dibs dead-letters retry --all"})
final class DeadLettersRetry implements Callable<Integer> {
    @Mixin
    private DeadLetterChoice choice;

    @Override
    public Integer call() {
        return choice.settle(DeadLettersRetry::retry);
    }

    private static Settled retry(DeadLetterDesk desk, List<DeadLetter> together, RetryMarks marks) throws SQLException {
        Settled settled = desk.retry(together, marks::mark);
        if (settled.done()) {
            marks.unmark(
                    together.stream().flatMap(letter -> letter.entry().stream()).toList());
        }
        return settled;
    }
}
