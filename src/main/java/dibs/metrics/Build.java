package dibs.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Dibs this is; the build writes the number, so that it stands in one place. */
public final class Build {
    private Build() {}

    public static String version() {
        try (InputStream file = Build.class.getResourceAsStream("/dibs-version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void addTo(MeterRegistry registry) {
        Gauge.builder("dibs.build.info", () -> 1)
                .description("Always 1; the labels say which Dibs this is")
                .tag("version", version())
                .tag("java", System.getProperty("java.version"))
                .register(registry);
    }
}
