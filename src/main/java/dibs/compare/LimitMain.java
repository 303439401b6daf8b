package dibs.compare;

import dibs.front.NoOpFront;
import dibs.local.DataFolder;
import dibs.local.LocalServers;
import dibs.local.Wanted;
import dibs.serve.PartSettings;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.TopicSetup;
import dibs.stream.Topics;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits in one process, as Dibs is one: a broker, the pass-through topologies, the echo and the no-op front, each on
 * topics of its own with all settings as {@code dibs serve} has them.
 */
final class LimitMain {
    private static final Logger LOG = LoggerFactory.getLogger(LimitMain.class);

    /** Prefixes of topics. */
    static final String ONE = "one.";

    static final String SAME = "same.";
    static final String ECHO = "echo.";

    private final Path folder;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private LimitMain(Path folder) {
        this.folder = folder;
    }

    /** With the folder and the class of durability. */
    public static void main(String[] arguments) {
        LimitMain limits = new LimitMain(Path.of(arguments[0]));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(limits::close));
        try {
            limits.start(Durability.valueOf(arguments[1]));
            stopped.await();
        } catch (Exception e) {
            // Threads of the broker would keep the process.
            LOG.error("the limits did not start", e);
            System.exit(1);
        }
    }

    private void start(Durability durability) throws Exception {
        DataFolder data = add(DataFolder.open(folder));
        Wanted kafka = new Wanted(OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty(), Map.of());
        String address = add(LocalServers.start(data, kafka, step -> {}))
                .kafka()
                .orElseThrow()
                .address();
        for (String prefix : List.of(ONE, SAME, ECHO)) {
            prepareTopics(settings(address, prefix));
            if (durability == Durability.D) {
                DibsServer.flushEach(address, new Topics(prefix).requests());
            }
        }
        add(PassThrough.oneRecord(settings(address, ONE).decider()));
        add(PassThrough.sameRecords(settings(address, SAME).decider()));
        add(new Echo(address, new Topics(ECHO)));
        NoOpFront front = add(new NoOpFront(settings(address, ONE).front(), LimitMain::answer));
        System.out.println("limits ready http=http://127.0.0.1:" + front.port() + " kafka=" + address);
    }

    private static NoOpFront.Answer answer(String campaign) {
        SampleAnswers answers = SampleAnswers.of(SampleAnswers.utf8(campaign));
        return new NoOpFront.Answer(answers.granted() ? 201 : 409, answers.body());
    }

    private void prepareTopics(PartSettings settings) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", settings.plan().kafka()))) {
            new TopicSetup(admin, settings.topics(), settings.layout()).createMissing();
            PassThrough.createChangelog(admin, settings);
        }
    }

    private PartSettings settings(String kafka, String prefix) {
        Settings settings = new SettingSources()
                .read(List.of("topics.prefix=" + prefix), Map.of(), null)
                .withSingleCopies();
        Path state = folder.resolve(prefix + "streams");
        Plan plan =
                new Plan(Set.of(Role.DECIDER, Role.FRONT), settings, kafka, null, null, state, true, "127.0.0.1", 0);
        return new PartSettings(plan, new Topics(prefix), prefix + "limits");
    }

    private <T extends AutoCloseable> T add(T part) {
        synchronized (parts) {
            parts.push(part);
        }
        return part;
    }

    private void close() {
        synchronized (parts) {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (Exception e) {
                    LOG.warn("a limit did not close in order", e);
                }
            }
        }
    }
}
