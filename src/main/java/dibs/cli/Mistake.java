package dibs.cli;

import dibs.settings.Near;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words a wrong use so that it is clear what would be right. Stateless. */
final class Mistake {
    private Mistake() {}

    static String words(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return words(e.getCommandLine(), unmatched.getUnmatched().get(0));
        }
        return String.valueOf(e.getMessage())
                .replaceFirst("^Error: ", "")
                .replaceFirst("^Invalid value for option '(--[\\w-]+)'.*?: (?=must be)", "$1 ");
    }

    private static String words(CommandLine command, String word) {
        if (word.startsWith("-")) {
            String name = word.replaceFirst("=.*", "");
            return "There is no option " + name
                    + Near.hint(name, command.getCommandSpec().optionsMap().keySet());
        }
        Map<String, CommandLine> commands = command.getSubcommands();
        return commands.isEmpty()
                ? "There is one word too many: " + word
                : "There is no command " + word + Near.hint(word, commands.keySet()) + "; there are "
                        + String.join(", ", commands.keySet());
    }
}
