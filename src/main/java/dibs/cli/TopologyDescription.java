package dibs.cli;

import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.DeciderTopology;
import dibs.stream.Topics;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dibs topology}: what Kafka Streams runs, in its own words. */
@Command(
        name = "topology",
        description = "Prints the topology's description, as Kafka Streams tells it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  ./dibs topology")
final class TopologyDescription implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = new SettingSources().read(List.of(), System.getenv(), null);
        Topics topics = new Topics(settings.topics().prefix());
        spec.commandLine().getOut().print(DeciderTopology.describe(topics));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
