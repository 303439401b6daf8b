package dibs.cli;

import dibs.campaign.Limits;
import dibs.local.RunFile;
import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.KafkaTarget;
import dibs.rush.RushFailure;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.rush.RushText;
import dibs.rush.Target;
import dibs.settings.Brokers;
import dibs.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs rush}: a load run that checks what it is told. */
@Command(
        name = "rush",
        description = {
            "Opens a campaign, lets many users claim it, measures the answers and holds them against budget and"
                    + " once-per-user.",
            "Exit status: 0 nothing contradicts, 1 something does or the run failed, 2 wrong use."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs rush --users 10000 --rate 500 --journal rush.journal",
            "  ./dibs rush --users 100000 --rate 0 --concurrency 200 --budget 1000000 --reward 100",
            "  ./dibs rush --kafka --users 1000000 --repeat 1 --rate 20000"
        })
final class Rush implements Callable<Integer> {
    private static final String OF_DATA = "";
    private static final String WARM_UP = dibs.rush.Rush.WARM_UP;
    /** A connection each; the process may not open many more files. */
    private static final int MOST_CONNECTIONS = 10_000;

    private static final int MOST_RECORDS = 1_000_000;

    @Mixin
    private Running running;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The front, http://host:port (default: of the server that runs on --data).")
    private String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN|@FILE",
            description =
                    "Sent as a bearer token; needs the scopes dibs:operate and dibs:claim. @FILE: what it holds (default: none).")
    private String token;

    @Option(
            names = "--kafka",
            arity = "0..1",
            fallbackValue = OF_DATA,
            converter = Values.OfBrokers.class,
            paramLabel = "HOST:PORT[,…]",
            description =
                    "Straight to the topic, awaiting decisions, instead of over HTTP (default: HTTP; without a value: the"
                            + " brokers of the server that runs on --data).")
    private String kafka;

    @Option(names = "--campaign", paramLabel = "ID", description = "A new campaign's id (default: made from the time).")
    private String campaign;

    @Option(names = "--users", defaultValue = "10000", description = "How many claim (default: ${DEFAULT-VALUE}).")
    private int users;

    @Option(names = "--repeat", defaultValue = "2", description = "Claims of each user (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Claims a second, whatever the answers do; 0: closed loop (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--concurrency",
            description = "Claims under way at most (default: 64 in a closed loop; else 500, over Kafka 100000).")
    private Integer concurrency;

    @Option(names = "--budget", description = "Points (default: enough for half of the users).")
    private Long budget;

    @Option(names = "--reward", defaultValue = "100", description = "Points of one grant (default: ${DEFAULT-VALUE}).")
    private long reward;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "On a campaign of its own, not in the figures (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--answer-within",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "What takes longer is late, three times as long is no answer (default: ${DEFAULT-VALUE}).")
    private double answerWithin;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a claim is tried again that gets no final answer (default: ${DEFAULT-VALUE}).")
    private double patience;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON, too (default: no file).")
    private Path json;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Appends what is asked and told, for audit --journal (default: no file).")
    private Path journal;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RushPlan plan = plan();
        if (json != null) {
            requireWritable();
        }
        RushReport report = run(plan);
        if (json != null) {
            write(report);
        }
        spec.commandLine().getOut().print(RushText.table(report));
        spec.commandLine().getOut().flush();
        return report.isClean() ? 0 : 1;
    }

    private void requireWritable() {
        try {
            ReportFile.requireWritable(json);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private void write(RushReport report) {
        try {
            Files.writeString(json, RushText.json(report));
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private RushFailure notWritten(IOException e) {
        return new RushFailure("the report cannot be written to " + json + ": " + e.getMessage(), e);
    }

    private RushReport run(RushPlan plan) {
        try (Journal written = journal == null ? Journal.none() : Journal.at(journal);
                Target target = target();
                Progress progress = Progress.ofTerminal("rush", (long) users * repeat)) {
            return new dibs.rush.Rush(plan, target, written).run(progress);
        }
    }

    private Target target() {
        Duration timeout = seconds(3 * answerWithin);
        if (kafka == null) {
            String front = url != null ? url : address(RunFile::http, "--url");
            return new HttpTarget(front, token == null ? null : BearerToken.of(token), timeout);
        }
        String brokers = kafka.equals(OF_DATA) ? address(RunFile::kafka, "--kafka HOST:PORT") : kafka;
        Brokers.unreachable(brokers, Duration.ZERO).ifPresent(why -> {
            throw new RushFailure(why);
        });
        return new KafkaTarget(brokers, running.kafkaClient(), running.topics(), timeout);
    }

    private String address(Function<RunFile, String> part, String instead) {
        return running.server()
                .map(part)
                .filter(found -> !found.equals("-"))
                .orElseThrow(() -> new RushFailure("nothing that can be claimed from runs on " + running.folder()
                        + "; start ./dibs serve, or give " + instead));
    }

    private RushPlan plan() {
        require(kafka == null || url == null, "--url and --kafka exclude each other");
        require(kafka == null || token == null, "--token is for HTTP; --kafka takes --kafka-config");
        require(url == null || url.matches("https?://[^/]+/?"), "--url must be http://host:port, is " + url);
        require(campaign == null || Limits.isCampaignId(campaign), "--campaign must be a campaign id, is " + campaign);
        require(
                campaign == null || warmUp == 0 || Limits.isCampaignId(campaign + WARM_UP),
                "--campaign must leave room for " + WARM_UP + " after it, or --warm-up be 0");
        require(users >= 1, "--users must be at least 1");
        require(repeat >= 1, "--repeat must be at least 1");
        require((long) users * repeat <= 100_000_000, "--users times --repeat must be at most 100,000,000");
        require(rate >= 0 && rate <= 1_000_000, "--rate must be from 0 to 1,000,000");
        int most = kafka == null ? MOST_CONNECTIONS : MOST_RECORDS;
        require(
                concurrency == null || (concurrency >= 1 && concurrency <= most),
                "--concurrency must be from 1 to " + most);
        require(reward >= 1 && reward <= Limits.MAX_REWARD, "--reward must be from 1 to " + Limits.MAX_REWARD);
        long points = budget == null ? Math.min(Limits.MAX_BUDGET / reward, Math.max(1, users / 2)) * reward : budget;
        require(
                points >= reward && points <= Limits.MAX_BUDGET,
                "--budget must be from the reward to " + Limits.MAX_BUDGET);
        require(warmUp >= 0 && warmUp <= 600, "--warm-up must be from 0 to 600 seconds");
        require(answerWithin > 0 && answerWithin <= 600, "--answer-within must be more than 0 and at most 600 seconds");
        require(patience > 0 && patience <= 3600, "--patience must be more than 0 and at most 3600 seconds");
        return new RushPlan(
                campaign == null ? generated() : campaign,
                users,
                repeat,
                rate,
                concurrency == null ? usualConcurrency() : concurrency,
                points,
                reward,
                seconds(warmUp),
                seconds(answerWithin),
                seconds(patience));
    }

    private int usualConcurrency() {
        if (rate == 0) {
            return 64;
        }
        return kafka == null ? 500 : 100_000;
    }

    private static String generated() {
        String now =
                DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).format(LocalDateTime.now(ZoneOffset.UTC));
        return "rush-" + now + "-"
                + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20, 1 << 21), 36);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
