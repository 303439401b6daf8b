package dibs.cli;

import dibs.campaign.Limits;
import dibs.local.RunFile;
import dibs.reversal.CampaignCheck;
import dibs.reversal.GrantedUsers;
import dibs.reversal.MassReversal;
import dibs.reversal.ReversalCalls;
import dibs.reversal.ReversalFailure;
import dibs.reversal.ReversalJournal;
import dibs.reversal.ReversalPlan;
import dibs.reversal.ReversalReport;
import dibs.reversal.ReversalText;
import dibs.reversal.UserList;
import dibs.settings.Brokers;
import dibs.settings.SettingsFailure;
import dibs.terminal.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs reverse}: takes back many grants of one campaign. */
@Command(
        name = "reverse",
        description = {
            "Takes back many grants of one campaign, one call for each, at a steady pace.",
            "A journal holds what each user was told. The same command goes on where it stopped, also after it was"
                    + " killed; no user counts twice, as a reversal happens once however often it is asked for.",
            "Exit status: 0 all are taken back, 1 some are not, 2 wrong use."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs reverse --campaign spring --users robots.txt --reason 'claimed by robots' --dry-run",
            "  ./dibs reverse --campaign spring --users robots.txt --reason 'claimed by robots' --return-budget",
            "  ./dibs reverse --campaign spring --all --reason 'opened by mistake' --rate 200"
        })
final class Reverse implements Callable<Integer> {
    private static final String STDIN = "-";
    private static final double MOST_A_SECOND = 1_000;

    @Mixin
    private Running running;

    @Option(names = "--campaign", paramLabel = "ID", required = true, description = "Whose grants are taken back.")
    private String campaign;

    @ArgGroup(multiplicity = "1")
    private Whose whose;

    /** Either some users or all. */
    static final class Whose {
        @Option(
                names = "--users",
                paramLabel = "FILE",
                required = true,
                description = "One user id a line, - for stdin; blank lines and those with # in front are left out.")
        private String file;

        @Option(
                names = "--all",
                required = true,
                description =
                        "Everyone the campaign granted something, by dibs.decisions; it must be paused or closed.")
        private boolean all;
    }

    @Option(
            names = "--return-budget",
            description = "The points go back to the campaign's budget; without it they do not.")
    private boolean returnBudget;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, 1 to 500 characters; kept with each reversal.")
    private String reason;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Calls a second at most, evenly spaced (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a user is asked for again who gets no final answer (default: ${DEFAULT-VALUE}).")
    private double patience;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "What each user was told; gone on with if it is there (default: reverse-CAMPAIGN.journal).")
    private Path journal;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Any instance, http://host:port (default: the server that runs on --data).")
    private String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN|@FILE",
            description = "Sent as a bearer token; needs the scope dibs:operate. @FILE: what it holds (default: none).")
    private String token;

    @Option(
            names = "--kafka",
            converter = Values.OfBrokers.class,
            paramLabel = "HOST:PORT[,…]",
            description = "Kafka brokers, for --all (default: those of the server that runs on --data).")
    private String kafka;

    @Option(names = "--dry-run", description = "Says how many would be asked for, and sends and writes nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ReversalPlan plan = plan();
        UserList listed = whose.all ? null : listed();
        String front = url != null ? url : address(RunFile::http, "--url");
        try (ReversalCalls calls = new ReversalCalls(front, token == null ? null : BearerToken.of(token))) {
            CampaignCheck check = new CampaignCheck(calls, campaign);
            if (listed != null) {
                check.requireThere();
                return reverse(plan, listed, calls);
            }
            long count = check.requireAtRest();
            int status = reverse(plan, granted(count), calls);
            check.requireNoMoreThan(count);
            return status;
        }
    }

    private int reverse(ReversalPlan plan, UserList users, ReversalCalls calls) {
        Path file = journal == null ? Path.of("reverse-" + campaign + ".journal") : journal;
        if (dryRun) {
            print(ReversalText.dryRun(plan, users, ReversalJournal.look(file, plan, users)));
            return 0;
        }
        try (ReversalJournal told = ReversalJournal.open(file, plan, users);
                Progress progress = Progress.ofTerminal("reverse", users.users().size())) {
            ReversalReport report = new MassReversal(plan, users, calls, told).run(progress);
            print(ReversalText.table(report));
            if (report.stopped() != null) {
                spec.commandLine()
                        .getErr()
                        .println("dibs: " + Main.oneLine(report.stopped() + "; the same command goes on"));
            }
            return report.isDone() ? 0 : 1;
        }
    }

    private void print(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    private UserList listed() {
        boolean stdin = whose.file.equals(STDIN);
        try (InputStream lines = stdin ? System.in : Files.newInputStream(Path.of(whose.file))) {
            return UserList.read(lines, stdin ? "stdin" : whose.file);
        } catch (IOException e) {
            throw new SettingsFailure("--users: " + whose.file + " cannot be read");
        }
    }

    private UserList granted(long count) {
        String brokers = kafka != null ? kafka : address(RunFile::kafka, "--kafka HOST:PORT");
        Brokers.unreachable(brokers, Duration.ZERO).ifPresent(why -> {
            throw new ReversalFailure(why);
        });
        Map<String, Object> client = new HashMap<>(running.kafkaClient());
        client.put("bootstrap.servers", brokers);
        return new GrantedUsers(client, running.topics().decisions(), campaign).read(count);
    }

    private String address(Function<RunFile, String> part, String instead) {
        return running.server()
                .map(part)
                .filter(found -> !found.equals("-"))
                .orElseThrow(() -> new ReversalFailure("nothing that can be asked runs on " + running.folder()
                        + "; start ./dibs serve, or give " + instead));
    }

    private ReversalPlan plan() {
        require(Limits.isCampaignId(campaign), "--campaign must be a campaign id, is " + campaign);
        require(url == null || url.matches("https?://[^/]+/?"), "--url must be http://host:port, is " + url);
        require(
                !reason.isBlank() && Limits.isText(reason, 1, Limits.MAX_REASON),
                "--reason must have 1 to 500 characters, none of them a control character");
        require(rate >= 0.1 && rate <= MOST_A_SECOND, "--rate must be from 0.1 to 1000");
        require(patience > 0 && patience <= 3600, "--patience must be more than 0 and at most 3600 seconds");
        return new ReversalPlan(campaign, returnBudget, reason, rate, Duration.ofMillis((long) (patience * 1e3)));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
