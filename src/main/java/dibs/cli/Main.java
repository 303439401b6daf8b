package dibs.cli;

import dibs.compare.CompareFailure;
import dibs.local.LocalFailure;
import dibs.reversal.ReversalFailure;
import dibs.rush.RushFailure;
import dibs.settings.SettingsFailure;
import dibs.stream.StartFailure;
import dibs.trim.TrimFailure;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line: results go to stdout, everything else to stderr, a failure is one line there.
 *
 * <p>Exit status 2 is wrong use, 1 a failed run.
 */
@Command(
        name = "dibs",
        description = "Points, first come, first served, right every time.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Serve.class,
            Stop.class,
            Rush.class,
            Audit.class,
            Compare.class,
            DeadLetters.class,
            Reverse.class,
            Trim.class,
            TopologyDescription.class
        },
        footerHeading = "%nExample:%n",
        footer = {"  ./dibs serve", "  ./dibs serve --help", "  ./dibs stop --data .dibs"})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** The exit status. */
    static int run(String... arguments) {
        return Values.addTo(new CommandLine(new Main()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi()))
                // An option may say @FILE itself, and a token must not be split into arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::wrongUse)
                .setExecutionExceptionHandler(Main::failed)
                .execute(arguments);
    }

    /** Colours where a person looks and wants them; only the launcher can tell whether stdout is a terminal. */
    private static CommandLine.Help.Ansi ansi() {
        String unwanted = System.getenv().getOrDefault("NO_COLOR", "");
        boolean terminal = Boolean.getBoolean("dibs.terminal.out");
        return terminal && unwanted.isEmpty() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    private static int wrongUse(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        PrintWriter err = e.getCommandLine().getErr();
        err.println("dibs: " + oneLine(Mistake.words(e)) + " See ./" + command + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof SettingsFailure) {
            return wrongUse(new ParameterException(command, e.getMessage()), new String[0]);
        }
        command.getErr().println("dibs: " + oneLine(e));
        if (!(e instanceof LocalFailure
                || e instanceof StartFailure
                || e instanceof RushFailure
                || e instanceof CompareFailure
                || e instanceof DeadLettersFailure
                || e instanceof ReversalFailure
                || e instanceof TrimFailure)) {
            e.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(Exception e) {
        return oneLine(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    static String oneLine(String message) {
        String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.endsWith(".") ? line : line + ".";
    }
}
