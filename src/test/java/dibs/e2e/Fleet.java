package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.serve.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Instances of front and decider, each a process of its own, to which things happen. Asked by any thread. */
final class Fleet implements AutoCloseable {
    /** Longer than a session: others take its partitions over. */
    private static final long PAUSE_SECONDS = 8;
    /** In which whoever was sent to an instance has arrived. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    private final Path dir;
    private final Function<Path, ServeProcess> starter;
    private final Random random = new Random();
    private final List<ServeProcess> instances = new CopyOnWriteArrayList<>();
    private final List<Path> folders = new ArrayList<>();
    private final Map<String, Integer> suffered = new TreeMap<>();
    private int started;
    private String last;

    private Fleet(Path dir, Function<Path, ServeProcess> starter) {
        this.dir = dir;
        this.starter = starter;
    }

    /** {@code count} instances of the cluster of {@code ledger}. */
    static Fleet of(int count, Path dir, RunningDibs ledger, String... sets) {
        return of(count, dir, ledger.asArguments(EnumSet.of(Role.FRONT, Role.DECIDER), sets));
    }

    /** {@code count} instances that are told so. */
    static Fleet of(int count, Path dir, String... arguments) {
        return of(count, dir, folder -> ServeProcess.start(folder, arguments));
    }

    /** {@code count} instances, each started on a folder of its own. */
    static Fleet of(int count, Path dir, Function<Path, ServeProcess> starter) {
        Fleet fleet = new Fleet(dir, starter);
        for (int i = 0; i < count; i++) {
            fleet.add();
        }
        return fleet;
    }

    /** Some instance's address; it may be gone when it is asked. */
    String any(Random choice) {
        ServeProcess[] now = instances.toArray(ServeProcess[]::new);
        return now[choice.nextInt(now.length)].http();
    }

    List<ServeProcess> instances() {
        return instances;
    }

    /** Starts one more, in a folder of its own. */
    void add() {
        Path folder = dir.resolve("instance-" + ++started);
        folders.add(folder);
        instances.add(start(folder));
    }

    private ServeProcess start(Path folder) {
        return starter.apply(folder);
    }

    /** As operators should: first nobody is sent to it any more, and last everybody is again. */
    void restartOutOfSight(int which) throws Exception {
        ServeProcess leaving = instances.remove(which);
        Path folder = folders.remove(which);
        LockSupport.parkNanos(DRAIN.toNanos());
        leaving.terminate();
        instances.add(start(folder));
        folders.add(folder);
    }

    /** SIGKILL, and a new start on what it had stored. */
    void kill(int which) throws Exception {
        instances.get(which).kill();
        instances.set(which, start(folders.get(which)));
    }

    /** It ends by itself, with a status by which systemd starts it again. */
    void startAgainOnceEnded(int which) throws Exception {
        assertThat(instances.get(which).awaitExit()).isEqualTo(1);
        instances.set(which, start(folders.get(which)));
    }

    /** SIGKILL to all. */
    void killAll() throws Exception {
        for (ServeProcess each : instances) {
            each.kill();
        }
    }

    /** Starts all again, on what they had stored. */
    void startAll() {
        for (int which = 0; which < folders.size(); which++) {
            instances.set(which, start(folders.get(which)));
        }
    }

    List<Path> folders() {
        return folders;
    }

    /** It stands still for longer than a session. */
    void pause(int which) throws Exception {
        instances.get(which).pause();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(PAUSE_SECONDS));
        instances.get(which).resume();
    }

    /** One more comes, and this one goes. */
    void replace(int which) throws Exception {
        add();
        instances.get(which).terminate();
        instances.remove(which);
        folders.remove(which);
    }

    void suffer(int fault) throws Exception {
        int which = random.nextInt(instances.size());
        switch (fault % 4) {
            case 0 -> {
                count("paused");
                pause(which);
            }
            case 1 -> {
                count("restarted as operators should");
                restartOutOfSight(which);
            }
            case 2 -> {
                count("killed");
                kill(which);
            }
            default -> {
                count("added and stopped");
                replace(which);
            }
        }
    }

    private void count(String what) {
        last = what;
        suffered.merge(what, 1, Integer::sum);
    }

    /** What one of them suffered last. */
    String last() {
        return last;
    }

    Map<String, Integer> suffered() {
        return suffered;
    }

    @Override
    public void close() {
        instances.forEach(ServeProcess::close);
    }
}
