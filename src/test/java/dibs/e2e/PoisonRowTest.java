package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.cli.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows the database refuses: the others are written, and what is refused is settled by command, once. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PoisonRowTest {
    private static final int GRANTS = Proof.times(3_000, 10_000);
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path dir;

    @Test
    void oneOfManyIsADeadLetterAndIsRetriedToOneRow() throws Exception {
        try (RunningDibs dibs = RunningDibs.start("ledger.rows-per-second=20000")) {
            Ledger ledger = dibs.ledger();
            ledger.execute("alter table dibs.ledger_entry add constraint poison check (user_id <> 'u-777') not valid");
            new Claims(dibs.http()).open("poison", GRANTS * 100L, 100);
            KafkaRecords.claims(dibs, List.of("poison"), 1, GRANTS);
            await().atMost(SOON).until(() -> ledger.rows() == GRANTS - 1);
            AuditReport aside = Audited.clean(dibs);
            assertThat(aside.looked(Count.ROWS_IN_DEAD_LETTERS)).isEqualTo(1);

            JsonNode letter = list(dibs).get("letters").get(0);
            assertThat(letter.get("user").asText()).isEqualTo("u-777");
            assertThat(letter.get("reason").asText()).contains("23514", "poison");
            Said refused = run(dibs, "retry", letter.get("at").asText());
            assertThat(refused.status()).as(refused.out() + refused.err()).isEqualTo(1);
            assertThat(refused.out()).contains("refused again", "poison");

            ledger.execute("alter table dibs.ledger_entry drop constraint poison");
            List<Command> five = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                five.add(Command.start(dir, arguments(dibs, "retry", "--all")));
            }
            for (Command each : five) {
                Command.Ended ended = each.end();
                assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
            }
            assertThat(ledger.rows()).isEqualTo(GRANTS);
            assertThat(Audited.clean(dibs).looked(Count.ROWS_IN_DEAD_LETTERS)).isZero();
            JsonNode settled = list(dibs);
            assertThat(settled.get("open").asInt()).isZero();
            assertThat(settled.get("inLedger").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aGrantAndItsReversalAreSettledAsOneAndNoBalanceIsEverNegative() throws Exception {
        try (RunningDibs dibs = RunningDibs.start("ledger.rows-per-second=20000")) {
            Ledger ledger = dibs.ledger();
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong looks = new AtomicLong();
            AtomicLong negative = new AtomicLong();
            Thread watcher = new Thread(() -> {
                while (!done.get()) {
                    negative.addAndGet(ledger.number("select count(*) from (select from dibs.ledger_entry"
                            + " group by user_id having sum(amount) < 0) n"));
                    looks.incrementAndGet();
                }
            });
            watcher.start();
            ledger.execute("alter table dibs.ledger_entry add constraint poison"
                    + " check (user_id not in ('u-42', 'u-43') or kind = 'reversal') not valid");
            Claims claims = new Claims(dibs.http());
            claims.open("pairs", 100_000, 100);
            for (int n = 40; n < 50; n++) {
                claims.claimForSure("pairs", "u-" + n);
                assertThat(claims.post("/v1/campaigns/pairs/claims/u-" + n + "/reversal", "{\"returnBudget\":true}")
                                .status())
                        .isEqualTo(200);
            }
            await().atMost(SOON).until(() -> ledger.rows() == 16 && letters(dibs) == 4);
            assertThat(Audited.clean(dibs).looked(Count.ROWS_IN_DEAD_LETTERS)).isEqualTo(4);

            ledger.execute("alter table dibs.ledger_entry drop constraint poison");
            settleOneEach(dibs);
            done.set(true);
            watcher.join();
            System.out.printf("%d looks at all balances, %d negative%n", looks.get(), negative.get());
            assertThat(looks.get()).isPositive();
            assertThat(negative.get()).isZero();
            AuditReport report = Audited.clean(dibs);
            assertThat(ledger.rows()).isEqualTo(18);
            assertThat(report.looked(Count.ROWS_IN_DEAD_LETTERS)).isZero();
            assertThat(report.looked(Count.ROWS_DROPPED)).isEqualTo(2);
        }
    }

    /** One user's pair is named by its reversal and written, the other's by its grant and written off. */
    private static void settleOneEach(RunningDibs dibs) throws Exception {
        String reversal = at(dibs, "u-42", "reversal");
        String grant = at(dibs, "u-43", "grant");
        Said retried = run(dibs, "retry", reversal);
        assertThat(retried.status()).as(retried.out() + retried.err()).isZero();
        assertThat(retried.out().lines().filter(line -> line.endsWith(" written")))
                .hasSize(2);
        Said dropped = run(dibs, "drop", grant, "--reason", "paid by hand");
        assertThat(dropped.status()).as(dropped.out() + dropped.err()).isZero();
        assertThat(dropped.out().lines().filter(line -> line.endsWith(" written off")))
                .hasSize(2);
        Said again = run(dibs, "retry", grant);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.out()).contains("was written off, and stays so");
    }

    @Test
    void aRequestThatCannotBeReadIsDroppedAndNeverSentAgain() throws Exception {
        try (RunningDibs dibs = RunningDibs.start()) {
            new Claims(dibs.http()).open("typo", 100, 100);
            KafkaRecords.send(dibs, "typo", "{\"type\":\"clam\",\"user\":\"u-1\"}");
            await().atMost(SOON).until(() -> letters(dibs) == 1);
            assertNoEntry(dibs);
            String at = list(dibs).get("letters").get(0).get("at").asText();

            assertThat(run(dibs, "retry", at).out()).contains("send a right one");
            Said table = run(dibs, "list");
            assertThat(table.out()).contains(at, "clam", "2 open, 0 in the ledger, 0 written off");
            assertThat(run(dibs, "drop", at, "--reason", "a typo").status()).isZero();
            assertThat(list(dibs).get("writtenOff").asInt()).isEqualTo(1);
            AuditReport report = Audited.clean(dibs);
            assertThat(report.looked(Count.DEAD_REQUESTS)).isEqualTo(2);
            assertThat(report.looked(Count.REQUESTS_DROPPED)).isEqualTo(1);
        }
    }

    /** A request that looks like an entry is none: whoever may claim could else meddle with somebody's row. */
    private static void assertNoEntry(RunningDibs dibs) throws Exception {
        KafkaRecords.send(
                dibs,
                "u-1",
                "{\"kind\":\"grant\",\"campaign\":\"typo\",\"user\":\"u-1\",\"amount\":100,\"rank\":1,"
                        + "\"requestId\":\"r\",\"decidedAt\":\"2026-11-23T01:02:03.456Z\",\"position\":\"0:0\"}");
        await().atMost(SOON).until(() -> letters(dibs) == 2);
        JsonNode listed = list(dibs);
        assertThat(listed.get("open").asInt()).isEqualTo(2);
        assertThat(listed.get("letters")).noneMatch(letter -> letter.has("kind"));
        Said all = run(dibs, "retry", "--all");
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.out().lines()).hasSize(2).allMatch(line -> line.contains("send a right one"));
    }

    @Test
    void wrongUseSaysWhatWouldBeRight() throws Exception {
        try (RunningDibs dibs = RunningDibs.start()) {
            assertWrong(run(dibs, "retry", "0:99"), "There is no dead letter at 0:99");
            assertWrong(run(dibs, "retry"), "PARTITION:OFFSET");
            assertWrong(run(dibs, "drop", "0:1"), "--reason");
            assertWrong(Said.by("dead-letters", "list", "--kafka", "127.0.0.1:1"), "both --kafka and --database");
            assertWrong(run(dibs, "drop", "--all", "--reason", " "), "1 to 500 characters");
            assertWrong(Said.by("dead-letters"), "list, retry or drop");
            assertWrong(Said.by("dead-letters", "list", "--data", dir.toString()), "start ./dibs serve");
        }
    }

    private static void assertWrong(Said ended, String hint) {
        assertThat(ended.status()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains(hint);
        assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    }

    private static int letters(RunningDibs dibs) {
        return KafkaRecords.readCommitted(dibs.topic("dead-letters")).size();
    }

    private static String at(RunningDibs dibs, String user, String kind) throws Exception {
        for (JsonNode letter : list(dibs).get("letters")) {
            if (letter.path("user").asText().equals(user)
                    && letter.path("kind").asText().equals(kind)) {
                return letter.get("at").asText();
            }
        }
        throw new AssertionError("no letter of " + user);
    }

    private static JsonNode list(RunningDibs dibs) throws Exception {
        Said ended = run(dibs, "list", "--json");
        assertThat(ended.status()).as(ended.err()).isZero();
        return new ObjectMapper().readTree(ended.out());
    }

    private static Said run(RunningDibs dibs, String... arguments) {
        return Said.by(arguments(dibs, arguments));
    }

    private static String[] arguments(RunningDibs dibs, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(dibs.asAddresses()));
        return all.toArray(String[]::new);
    }
}
