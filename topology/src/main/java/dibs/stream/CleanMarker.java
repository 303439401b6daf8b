package dibs.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Local state is only trusted after a clean stop: after any other end the task folders are deleted and restored from
 * the changelogs.
 *
 * <p>Under exactly-once a store that is closed dirty is marked closed before its folder is deleted; a kill in between
 * leaves aborted writes that the next start would believe, or half a folder that never opens. The file
 * {@code kafka-streams-process-metadata} stays, since it carries the identity that fences the dead transaction.
 *
 * <p>The marker says how far the state of each partition is, one a line: partition, offset, append time. State from a
 * copy could otherwise be continued by the changelog of a log that went another way.
 */
final class CleanMarker {
    private final Path applicationDir;
    private final Path marker;

    CleanMarker(Path stateDir, String application) {
        this.applicationDir = stateDir.resolve(application);
        this.marker = stateDir.resolve(application + ".clean");
    }

    /** Before the start: deletes what cannot be trusted. Returns how many task folders that were. */
    int takeUp() {
        try {
            Files.createDirectories(applicationDir);
            List<Path> untrusted = Files.deleteIfExists(marker) ? List.of() : taskFolders();
            for (Path folder : untrusted) {
                delete(folder);
            }
            return untrusted.size();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the state folder " + applicationDir, e);
        }
    }

    /** What the marker says, by partition; nothing where there is none. */
    Map<Integer, LogMark> marks() {
        Map<Integer, LogMark> marks = new TreeMap<>();
        try {
            for (String line : Files.exists(marker) ? Files.readAllLines(marker) : List.<String>of()) {
                String[] words = line.split(" ");
                marks.put(Integer.valueOf(words[0]), new LogMark(Long.parseLong(words[1]), Long.parseLong(words[2])));
            }
            return marks;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + marker, e);
        }
    }

    /** After a close that Streams says was complete. */
    void leave(Map<Integer, LogMark> marks) {
        List<String> lines = new TreeMap<>(marks)
                .entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue().offset() + " "
                                + one.getValue().appendTime())
                        .toList();
        try {
            // Moved into place whole: half a marker would be trusted for what it does not say.
            Path written = Files.write(marker.resolveSibling(marker.getFileName() + ".new"), lines);
            Files.move(written, marker, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + marker, e);
        }
    }

    private List<Path> taskFolders() throws IOException {
        try (Stream<Path> children = Files.list(applicationDir)) {
            return children.filter(Files::isDirectory)
                    .filter(p -> p.getFileName().toString().matches("[0-9]+_[0-9]+"))
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
