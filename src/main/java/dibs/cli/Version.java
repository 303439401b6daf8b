package dibs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the build writes the number, so that it stands in one place. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (InputStream file = Version.class.getResourceAsStream("/dibs-version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return new String[] {"dibs " + properties.getProperty("version")};
        }
    }
}
