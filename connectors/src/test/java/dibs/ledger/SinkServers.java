package dibs.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One real broker and one real database for all tests of this JVM, started when first asked for. */
final class SinkServers {
    private static final Path FOLDER = temporary();
    static final TestDatabase DATABASE;
    static final TestBroker BROKER;

    static {
        try {
            DATABASE = new TestDatabase(FOLDER.resolve("database"));
            BROKER = new TestBroker(FOLDER.resolve("broker"));
        } catch (Exception e) {
            throw new IllegalStateException("the test servers did not start", e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(SinkServers::close, "sink-servers-close"));
    }

    private SinkServers() {}

    private static Path temporary() {
        try {
            return Files.createTempDirectory("dibs-sink-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close() {
        try {
            BROKER.close();
            DATABASE.close();
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
