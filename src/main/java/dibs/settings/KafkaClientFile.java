package dibs.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How brokers are reached that ask who is there: a properties file as Kafka's own tools take it, given to every client.
 * Only what is about the connection is taken; all else is for Dibs to set, or exactly-once would rest on a file.
 */
public final class KafkaClientFile {
    private static final List<String> FAMILIES = List.of("security.", "sasl.", "ssl.");
    private static final Set<String> SINGLE = Set.of(
            "client.dns.lookup",
            "connections.max.idle.ms",
            "reconnect.backoff.ms",
            "reconnect.backoff.max.ms",
            "socket.connection.setup.timeout.ms",
            "socket.connection.setup.timeout.max.ms",
            "send.buffer.bytes",
            "receive.buffer.bytes");

    private KafkaClientFile() {}

    /**
     * Its properties.
     *
     * @param name of the setting or option that names the file, for messages
     */
    public static Map<String, String> read(String name, Path file) {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            // What it says may repeat a line of the file.
            throw new SettingsFailure(name + " must be a properties file that can be read, is " + file);
        }
        Map<String, String> properties = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> properties.put(key, read.getProperty(key)));
        Set<String> foreign = new TreeSet<>(properties.keySet());
        foreign.removeIf(KafkaClientFile::isAboutTheConnection);
        if (!foreign.isEmpty()) {
            throw new SettingsFailure(name + " " + file + " sets " + String.join(", ", foreign)
                    + ", which Dibs sets itself; it may have security.*, sasl.*, ssl.*, "
                    + String.join(", ", new TreeSet<>(SINGLE)));
        }
        return properties;
    }

    private static boolean isAboutTheConnection(String key) {
        return SINGLE.contains(key) || FAMILIES.stream().anyMatch(key::startsWith);
    }
}
