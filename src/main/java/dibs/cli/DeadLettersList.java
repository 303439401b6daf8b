package dibs.cli;

import dibs.ledger.DeadLetter;
import dibs.ledger.DeadLetterDesk.State;
import dibs.ledger.LedgerEntry;
import dibs.terminal.PrettyJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dibs dead-letters list}. */
@Command(
        name = "list",
        description = "Shows the dead letters that are open, and how many are settled.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  ./dibs dead-letters list", "  ./dibs dead-letters list --all --json"})
final class DeadLettersList implements Callable<Integer> {
    @Mixin
    private DeadLetterSource source;

    @Option(names = "--all", description = "Shows those that are settled, too.")
    private boolean all;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return source.open((desk, letters, marks) -> {
            List<State> states = desk.states(letters);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.print(PrettyJson.of(report(letters, states)));
            } else {
                table(out, letters, states);
            }
            out.flush();
            return 0;
        });
    }

    private boolean isShown(State state) {
        return all || state == State.OPEN;
    }

    private Map<String, Object> report(List<DeadLetter> letters, List<State> states) {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            if (isShown(states.get(i))) {
                shown.add(fields(letters.get(i), states.get(i)));
            }
        }
        Map<String, Object> report = new LinkedHashMap<>();
        for (State state : State.values()) {
            report.put(camel(state), Collections.frequency(states, state));
        }
        report.put("letters", shown);
        return report;
    }

    private static Map<String, Object> fields(DeadLetter letter, State state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", letter.at());
        fields.put("state", state.name().toLowerCase(Locale.ROOT));
        fields.put("since", letter.since().toString());
        fields.put("topic", letter.topic());
        fields.put("position", letter.partition() + ":" + letter.offset());
        fields.put("reason", letter.reason());
        fields.put("text", letter.text());
        letter.entry().ifPresent(entry -> {
            fields.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
            fields.put("campaign", entry.campaign());
            fields.put("user", entry.user());
            fields.put("amount", entry.amount());
        });
        return fields;
    }

    private static String camel(State state) {
        return switch (state) {
            case OPEN -> "open";
            case IN_LEDGER -> "inLedger";
            case WRITTEN_OFF -> "writtenOff";
        };
    }

    private void table(PrintWriter out, List<DeadLetter> letters, List<State> states) {
        for (int i = 0; i < letters.size(); i++) {
            DeadLetter letter = letters.get(i);
            if (isShown(states.get(i))) {
                String state = states.get(i).name().toLowerCase(Locale.ROOT);
                out.printf(
                        Locale.ROOT,
                        "%-8s %s%s  %s %d:%d  %s%n         %s%n",
                        letter.at(),
                        letter.since(),
                        all ? "  " + state : "",
                        letter.topic(),
                        letter.partition(),
                        letter.offset(),
                        letter.entry().map(DeadLettersList::words).orElse(letter.text()),
                        letter.reason());
            }
        }
        out.printf(
                Locale.ROOT,
                "%d open, %d in the ledger, %d written off%n",
                Collections.frequency(states, State.OPEN),
                Collections.frequency(states, State.IN_LEDGER),
                Collections.frequency(states, State.WRITTEN_OFF));
    }

    private static String words(LedgerEntry entry) {
        return entry.kind().name().toLowerCase(Locale.ROOT) + " of " + entry.amount() + " to " + entry.user() + " in "
                + entry.campaign();
    }
}
