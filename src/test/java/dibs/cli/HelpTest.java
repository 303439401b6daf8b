package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.Proof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command's help: what it does, every option with its default, and examples that work. */
final class HelpTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** The words behind {@code ./dibs} that name each command. */
    static Stream<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        collect(new CommandLine(new Main()), List.of(), all);
        return all.stream();
    }

    private static void collect(CommandLine command, List<String> name, List<List<String>> all) {
        all.add(name);
        command.getSubcommands().forEach((word, sub) -> {
            List<String> longer = new ArrayList<>(name);
            longer.add(word);
            collect(sub, longer, all);
        });
    }

    private static CommandSpec spec(List<String> name) {
        CommandLine command = new CommandLine(new Main());
        for (String word : name) {
            command = command.getSubcommands().get(word);
        }
        return command.getCommandSpec();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatItDoesWithExamples(List<String> name) {
        List<String> arguments = new ArrayList<>(name);
        arguments.add("--help");
        Said said = Said.by(arguments.toArray(String[]::new));
        assertThat(said.status()).isZero();
        assertThat(said.err()).isEmpty();
        String command = String.join(" ", name);
        assertThat(said.out())
                .contains("Usage: dibs " + command, "Example", "  ./dibs " + command, "--help", "--version");
        assertThat(spec(name).usageMessage().description()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysTheDefaultOfEveryOption(List<String> name) {
        for (OptionSpec option : spec(name).options()) {
            String description = String.join(" ", option.description());
            assertThat(description).as(option.longestName()).isNotBlank();
            if (option.arity().max() > 0 && !option.required()) {
                assertThat(description).as(option.longestName()).contains("(default");
            }
        }
    }

    /** They are read as the command would read them; nothing is run. */
    @ParameterizedTest
    @MethodSource("commands")
    void itsExamplesCanBeRead(List<String> name) {
        for (String line : spec(name).usageMessage().footer()) {
            assertThat(line).startsWith("  ./dibs ");
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(line.substring("  ./dibs ".length()));
            while (word.find()) {
                words.add(word.group(1) == null ? word.group(2) : word.group(1));
            }
            assertThat(words.subList(0, name.size())).isEqualTo(name);
            Values.addTo(new CommandLine(new Main())).parseArgs(words.toArray(String[]::new));
        }
    }

    @Test
    void aResultIsOnStdoutAlone() {
        Said said = Said.by("topology");
        assertThat(said.out()).contains("Topologies:", "dibs.requests");
        assertThat(said.err()).isEmpty();
        assertThat(said.status()).isZero();
    }

    @Test
    void theLauncherPassesItOn(@TempDir Path place) throws Exception {
        Launcher launcher = Launcher.copiedTo(place);
        Said version = launcher.run(Map.of(), List.of("--version"));
        assertThat(version.out()).matches("dibs \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(version.err()).isEmpty();
        for (List<String> name : commands().limit(Proof.times(1, 100)).toList()) {
            List<String> arguments = new ArrayList<>(name);
            arguments.add("--help");
            Said said = launcher.run(Map.of(), arguments);
            assertThat(said.err()).isEmpty();
            assertThat(said.status()).isZero();
            assertThat(said.out()).contains("Usage: dibs").doesNotContain("\033[");
        }
    }
}
