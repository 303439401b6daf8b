package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sinks in processes of their own that are killed, or stand still and come back: the ledger never notices. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LedgerOwnersTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Of a writer's connections; see LedgerDatabase. */
    private static final long LOCK_TIMEOUT_MILLIS = 2_000;

    @TempDir
    Path dir;

    private int claimed;

    @Test
    void ofTwoSinksOneIsKilledAndAThirdTakesItsPlace() throws Exception {
        int grants = Proof.times(2_500, 100_000);
        int ceiling = Proof.times(1_000, 5_000);
        String rate = "ledger.rows-per-second=" + ceiling;
        try (RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.FRONT, Role.DECIDER));
                ServeProcess first = ServeProcess.start(dir.resolve("first"), dibs.asArguments(Role.LEDGER, rate));
                ServeProcess second = ServeProcess.start(dir.resolve("second"), dibs.asArguments(Role.LEDGER, rate))) {
            Ledger ledger = dibs.ledger();
            claim(dibs, grants);
            await().atMost(LONG).until(() -> ledger.rows() > grants / 4);
            first.kill();
            try (ServeProcess third = ServeProcess.start(dir.resolve("third"), dibs.asArguments(Role.LEDGER, rate))) {
                await().atMost(LONG).until(() -> ledger.rows() >= grants);
                Audited.clean(dibs);
                assertThat(ledger.rows()).isEqualTo(grants);
                System.out.printf(
                        "%d grants, a sink killed: busiest second %d rows admitted, %d committed, ceiling %d%n",
                        grants, ledger.busiestSecond(), ledger.busiestSecondByCommit(), ceiling);
                assertThat(ledger.busiestSecond()).isLessThanOrEqualTo(ceiling);
                assertThat(ledger.busiestSecondByCommit()).isLessThanOrEqualTo(ceiling + ceiling / 20);
                assertThat(List.of(second.log(), third.log()))
                        .noneMatch(log -> log.contains("the ledger sink stopped"))
                        .noneMatch(log -> log.contains("refused by the database"));
            }
        }
    }

    @Test
    void anOwnerThatStoodStillInTheMiddleOfAStatementWritesNothing() throws Exception {
        try (RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.FRONT, Role.DECIDER))) {
            Ledger ledger = dibs.ledger();
            String old = role(dibs, "old");
            String young = role(dibs, "young");
            try (ServeProcess owner = sink(dibs, old);
                    ServeProcess successor = sink(dibs, young)) {
                watchWriters(ledger);
                for (int round = 0; round < Proof.times(1, 8); round++) {
                    pauseAndResume(dibs, ledger, owner, old, young);
                }
                assertThat(successor.log()).doesNotContain("the ledger sink stopped");
            }
        }
    }

    private void pauseAndResume(RunningDibs dibs, Ledger ledger, ServeProcess owner, String old, String young)
            throws Exception {
        ledger.execute("truncate public.writes");
        await().atMost(LONG).until(() -> {
            claim(dibs, 40);
            return ledger.number(writesOf(old)) > 2 && ledger.number(writesOf(young)) > 2;
        });
        claim(dibs, 2_000);
        // Both are at work; the old owner stands still in the middle of a statement that takes a second.
        ledger.execute("update public.pace set seconds = 1");
        await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> inStatement(ledger, old));
        owner.pause();
        ledger.execute("update public.pace set seconds = 0.02");
        AtomicLong longestWait = new AtomicLong();
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> {
            longestWait.accumulateAndGet(lockWaitMillis(ledger, young), Math::max);
            return ledger.rows() >= claimed;
        });
        ledger.execute("create table public.resumed as select partition, epoch, clock_timestamp() as at"
                + " from dibs.ledger_progress");
        owner.resume();
        claim(dibs, 2_000);
        // It comes back through the group, under new epochs.
        await().atMost(LONG).until(() -> ledger.number(writesOf(old) + sinceResumed(">")) > 0);
        Audited.clean(dibs);
        long late = ledger.number(writesOf(old) + sinceResumed("<="));
        ledger.execute("drop table public.resumed");
        System.out.printf(
                "paused owner: %d rows, successor waited at most %d ms for a lock%n", claimed, longestWait.get());
        assertThat(late).as("writes of the old owner under its old epochs").isZero();
        assertThat(ledger.rows()).isEqualTo(claimed);
        assertThat(longestWait.get()).isBetween(1L, LOCK_TIMEOUT_MILLIS + 500);
        assertThat(ledger.busiestSecond()).isLessThanOrEqualTo(500);
    }

    private static String sinceResumed(String comparison) {
        return " and exists (select from public.resumed r where r.partition = w.partition and w.at > r.at and w.epoch "
                + comparison + " r.epoch)";
    }

    /** Each statement takes long enough to be met in the middle, and leaves behind who ran it under which epoch. */
    private static void watchWriters(Ledger ledger) throws Exception {
        ledger.execute("create table public.pace as select 0.02 as seconds");
        ledger.execute("create table public.writes (who text, partition int, epoch bigint, at timestamptz)");
        ledger.execute("create function public.watch() returns trigger language plpgsql as $$ begin"
                + " perform pg_sleep((select seconds from public.pace));"
                + " insert into public.writes values (session_user, new.partition, new.epoch, clock_timestamp());"
                + " return null; end $$");
        ledger.execute("create trigger watch after update on dibs.ledger_progress"
                + " for each row execute function public.watch()");
    }

    private static String writesOf(String role) {
        return "select count(*) from public.writes w where who = '" + role + "'";
    }

    private static boolean inStatement(Ledger ledger, String role) {
        return ledger.number("select count(*) from pg_stat_activity where usename = '" + role
                        + "' and wait_event = 'PgSleep'")
                > 0;
    }

    private static long lockWaitMillis(Ledger ledger, String role) {
        return ledger.number(
                "select coalesce(max(extract(epoch from clock_timestamp() - query_start) * 1000), 0)::bigint"
                        + " from pg_stat_activity where wait_event_type = 'Lock' and usename = '" + role + "'");
    }

    private static String role(RunningDibs dibs, String name) throws Exception {
        String role = name + "_" + dibs.prefix().replace(".", "");
        dibs.ledger().execute("create role " + role + " login superuser");
        return role;
    }

    private ServeProcess sink(RunningDibs dibs, String role) {
        String database = dibs.database().replace("user=postgres", "user=" + role);
        return ServeProcess.start(
                dir.resolve(role), dibs.asArgumentsOn(database, Role.LEDGER, "ledger.rows-per-second=500"));
    }

    /** So many users more; all of them are granted. */
    private void claim(RunningDibs dibs, int users) throws Exception {
        List<String> campaigns = Crowd.onePerPartition();
        if (claimed == 0) {
            for (String campaign : campaigns) {
                new Claims(dibs.http()).open(campaign, 100_000_000L, 100);
            }
        }
        KafkaRecords.claims(dibs, campaigns, claimed + 1, claimed + users);
        claimed += users;
    }
}
