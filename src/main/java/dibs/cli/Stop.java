package dibs.cli;

import dibs.local.StoppedRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dibs stop}: ends what runs on a data folder. */
@Command(
        name = "stop",
        description = "Stops a running or half-dead Dibs and its embedded servers. Nothing running is fine.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  ./dibs stop --data .dibs")
final class Stop implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".dibs",
            description = "The folder the server was started with (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(StoppedRun.stop(data));
        return 0;
    }
}
