package dibs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs dead-letters drop}. */
@Command(
        name = "drop",
        description = {
            "Writes dead letters off for good: on record in the ledger database, and shown by the audit.",
            "Exit status: 0 all are written off, 1 some are not, 2 wrong use."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  ./dibs dead-letters drop 0:17 --reason 'paid by hand, ticket 4711'"})
final class DeadLettersDrop implements Callable<Integer> {
    private static final int MAX_REASON_CHARS = 500;

    @Mixin
    private DeadLetterChoice choice;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why they are written off, 1 to 500 characters; kept with them.")
    private String reason;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (reason.isBlank()
                || reason.length() > MAX_REASON_CHARS
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ParameterException(
                    spec.commandLine(), "--reason must have 1 to 500 characters, none of them a control character.");
        }
        return choice.settle((desk, together, marks) -> desk.drop(together, reason));
    }
}
