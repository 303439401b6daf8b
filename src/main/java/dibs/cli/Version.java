package dibs.cli;

import dibs.metrics.Build;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"dibs " + Build.version()};
    }
}
