package dibs.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Keeps the servers to the first half of the processors, and this process, which makes the load, to the second: they
 * would else take each other's time in ways that differ from contender to contender.
 *
 * <p>Where there is no {@code taskset}, or one processor only, nobody is kept anywhere. Closing lets this process go.
 */
final class Pinning implements AutoCloseable {
    private final List<Integer> all;

    private Pinning(List<Integer> all) {
        this.all = all;
    }

    /** Finds out what can be kept where, and keeps it. */
    static Pinning take() {
        List<Integer> all = taskset("-cp", pid()).map(Pinning::parse).orElse(List.of());
        Pinning pinning = new Pinning(all);
        return pinning.keep() ? pinning : new Pinning(List.of());
    }

    /** Keeps everybody to his half of the processors; false where that cannot be. */
    boolean keep() {
        return isPinned() && move(servers().list(), list(ofGenerator()));
    }

    /** Lets everybody run everywhere until {@link #keep()}: what has to be compiled is compiled sooner. */
    void release() {
        if (isPinned()) {
            move(list(all), list(all));
        }
    }

    /** All servers are children of this process; those to come are where their parents are, or where they are put. */
    private static boolean move(String servers, String generator) {
        ProcessHandle.current().descendants().forEach(server -> taskset("-apc", servers, Long.toString(server.pid())));
        return taskset("-apc", generator, pid()).isPresent();
    }

    boolean isPinned() {
        return all.size() > 1;
    }

    Cpus servers() {
        return isPinned() ? new Cpus(list(all.subList(0, all.size() / 2))) : Cpus.ALL;
    }

    private List<Integer> ofGenerator() {
        return all.subList(all.size() / 2, all.size());
    }

    /** How many processors this process has. */
    int generatorSize() {
        return isPinned() ? ofGenerator().size() : Runtime.getRuntime().availableProcessors();
    }

    /** For people. */
    String describe() {
        return isPinned()
                ? "servers on processor " + servers().list() + ", generator on " + list(ofGenerator())
                : "servers and generator share all processors: taskset is missing, or there is one processor only";
    }

    @Override
    public void close() {
        release();
    }

    /** From {@code pid 7's current affinity list: 0-2,5}. */
    private static List<Integer> parse(String said) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : said.substring(said.lastIndexOf(':') + 1).strip().split(",", -1)) {
            String[] ends = part.split("-", -1);
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(numbers::add);
        }
        return numbers;
    }

    private static String list(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    /** What it said, or nothing if it is not there or failed. */
    private static Optional<String> taskset(String... arguments) {
        List<String> command = new ArrayList<>(List.of("taskset"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
