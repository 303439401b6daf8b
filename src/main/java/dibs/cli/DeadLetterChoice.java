package dibs.cli;

import dibs.ledger.DeadLetter;
import dibs.ledger.DeadLetterDesk;
import dibs.ledger.DeadLetterDesk.Settled;
import dibs.ledger.DeadLetterDesk.State;
import dibs.terminal.Progress;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which dead letters a command settles, and the settling of one after the other. */
final class DeadLetterChoice {
    @Mixin
    private DeadLetterSource source;

    @ArgGroup(multiplicity = "1")
    private Wanted wanted;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** Either some or all that are open. */
    static final class Wanted {
        @Parameters(paramLabel = "PARTITION:OFFSET", arity = "1..*", description = "Letters, as list shows them.")
        private List<String> some;

        @Option(names = "--all", required = true, description = "Every letter that is open.")
        private boolean all;
    }

    /** What is done with a letter, and with its pair if it has one. */
    interface Settle {
        Settled settle(DeadLetterDesk desk, List<DeadLetter> together, RetryMarks marks) throws SQLException;
    }

    /** Settles what was chosen, a line for each; 1 if one of them could not be settled. */
    int settle(Settle how) {
        return source.open((desk, letters, marks) -> {
            List<List<DeadLetter>> chosen = chosen(letters, desk.states(letters));
            PrintWriter out = spec.commandLine().getOut();
            int failed = 0;
            try (Progress progress = Progress.ofTerminal("dead letters", chosen.size())) {
                for (List<DeadLetter> together : chosen) {
                    Settled settled = how.settle(desk, together, marks);
                    together.forEach(letter -> out.println(letter.at() + " " + settled.words()));
                    failed += settled.done() ? 0 : together.size();
                    progress.step(1);
                }
            }
            out.flush();
            return failed == 0 ? 0 : 1;
        });
    }

    private List<List<DeadLetter>> chosen(List<DeadLetter> letters, List<State> states) {
        Set<String> asked = wanted.all ? Set.of() : new LinkedHashSet<>(wanted.some);
        requireThere(asked, letters);
        List<DeadLetter> candidates = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            if (states.get(i) == State.OPEN || asked.contains(letters.get(i).at())) {
                candidates.add(letters.get(i));
            }
        }
        return DeadLetter.together(candidates).stream()
                .filter(together -> wanted.all || together.stream().anyMatch(letter -> asked.contains(letter.at())))
                .toList();
    }

    private void requireThere(Set<String> asked, List<DeadLetter> letters) {
        Set<String> there = letters.stream().map(DeadLetter::at).collect(Collectors.toSet());
        for (String each : asked) {
            if (!there.contains(each)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no dead letter at " + each + "; ./dibs dead-letters list shows them.");
            }
        }
    }
}
