package dibs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs dead-letters}: what could not be processed, and what shall become of it. */
@Command(
        name = "dead-letters",
        description = {
            "Shows what could not be processed, tries it again, or writes it off.",
            "A letter is called by where it stands on the dead letter topic, PARTITION:OFFSET. A grant and its reversal"
                    + " are settled as one. A request that cannot be read is never sent again as it is: send a right"
                    + " one, and drop this."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DeadLettersList.class, DeadLettersRetry.class, DeadLettersDrop.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs dead-letters list",
            "  ./dibs dead-letters retry 0:17 2:3",
            "  ./dibs dead-letters retry --all",
            "  ./dibs dead-letters drop 0:17 --reason 'paid by hand, ticket 4711'"
        })
final class DeadLetters implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say list, retry or drop.");
    }
}
