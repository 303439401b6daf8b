package dibs.cli;

import dibs.compare.CompareFailure;
import dibs.compare.CompareJson;
import dibs.compare.ComparePicture;
import dibs.compare.ComparePlan;
import dibs.compare.CompareReport;
import dibs.compare.CompareText;
import dibs.compare.Comparison;
import dibs.compare.Contenders;
import dibs.compare.Durability;
import dibs.local.EmbeddedLibraries;
import dibs.settings.Near;
import dibs.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs compare}: Dibs beside what would be used in its place. */
@Command(
        name = "compare",
        description = {
            "Makes the same claims by Dibs and by what would be used in its place, side by side on this machine, and says"
                    + " how fast each is and what each does wrong when it is killed.",
            "Exit status: 0 Dibs was right, 1 it was not or could not be measured, 2 wrong use."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs compare --json compare.json --picture compare.svg",
            "  ./dibs compare --only dibs-kafka,pass-same,echo --rounds 3 --seconds 1",
            "  ./dibs compare --class D --in-flight 64"
        })
final class Compare implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "5", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long a round is (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "512",
            description = "Claims under way at once, the same for all (default: ${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(
            names = "--only",
            paramLabel = "NAME[,…]",
            split = ",",
            description = "Some of ${COMPLETION-CANDIDATES} (default: all).",
            completionCandidates = Names.class)
    private List<String> only = Contenders.names();

    @Option(
            names = "--class",
            paramLabel = "P|D",
            defaultValue = "P",
            description = "What an acknowledged grant outlives: P a killed process, D a power cut on one disk (default:"
                    + " ${DEFAULT-VALUE}).")
    private String durability;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".dibs-compare",
            description = "Folder for the servers' data, which is deleted at the end (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every round as JSON, too (default: no file).")
    private Path json;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draws an SVG picture, too (default: no file).")
    private Path picture;

    @Spec
    private CommandSpec spec;

    /** For the help. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Contenders.names());
        }
    }

    @Override
    public Integer call() {
        ComparePlan plan = plan();
        requireServers();
        requireWritable(json);
        requireWritable(picture);
        CompareReport report;
        try (Progress progress = Progress.ofTerminal("compare", Comparison.steps(plan))) {
            report = new Comparison(plan).run(progress);
        }
        write(json, CompareJson.of(report));
        write(picture, ComparePicture.of(report));
        spec.commandLine().getOut().print(CompareText.table(report));
        spec.commandLine().getOut().flush();
        return report.isRight() ? 0 : 1;
    }

    private static void requireServers() {
        if (!EmbeddedLibraries.areInstalled()) {
            throw new CompareFailure(
                    "compare runs on the embedded servers only, and they are not installed (there is no"
                            + " lib/embedded)");
        }
    }

    private ComparePlan plan() {
        require(rounds >= 1 && rounds <= 1_000, "--rounds must be from 1 to 1000");
        require(seconds >= 0.1 && seconds <= 600, "--seconds must be from 0.1 to 600");
        require(inFlight >= 1 && inFlight <= 10_000, "--in-flight must be from 1 to 10000");
        Set<String> names = new LinkedHashSet<>(only);
        for (String name : names) {
            require(
                    Contenders.names().contains(name),
                    "--only: there is no contender " + name + Near.hint(name, Contenders.names()) + "; there are "
                            + String.join(",", Contenders.names()));
        }
        return new ComparePlan(rounds, seconds, inFlight, List.copyOf(names), durability(), data);
    }

    private Durability durability() {
        try {
            return Durability.valueOf(durability.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--class must be P or D, is " + durability);
        }
    }

    private static void requireWritable(Path file) {
        try {
            if (file != null) {
                ReportFile.requireWritable(file);
            }
        } catch (IOException e) {
            throw notWritten(file, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            if (file != null) {
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw notWritten(file, e);
        }
    }

    private static CompareFailure notWritten(Path file, IOException e) {
        return new CompareFailure("the report cannot be written to " + file + ": " + e.getMessage(), e);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
