package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.ledger.DeadLetterDesk.Settled;
import dibs.ledger.DeadLetterDesk.State;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters settled at the database: each once, whoever tries and however often. */
class DeadLetterDeskTest extends SinkTest {
    private static final String POISON = "alter table dibs.ledger_entry add constraint poison"
            + " check (user_id <> 'u-7' or kind = 'reversal') not valid";
    private static final String CURED = "alter table dibs.ledger_entry drop constraint poison";

    private List<DeadLetter> letters() {
        return new DeadLetterLog(
                        Map.of("bootstrap.servers", world.broker.address()),
                        world.topic("dead-letters"),
                        world.topic("grants"))
                .read();
    }

    private DeadLetterDesk desk() throws Exception {
        return DeadLetterDesk.open(world.database.url(world.name(), "postgres"), world.topic("grants"));
    }

    /** Ten grants, the seventh user's and its reversal refused. */
    private void poison() throws Exception {
        world.sink(2_000);
        world.grants(101, 101);
        world.awaitRows(1);
        world.database.execute(world.name(), POISON);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int n = 1; n <= 10; n++) {
            records.add(world.grant(n));
        }
        records.add(world.record("u-7", SinkWorld.json("reversal", "u-7", -100, 7)));
        world.send(records);
        world.awaitRows(10);
        await().atMost(SinkWorld.SOON).until(() -> letters().size() == 2);
        world.awaitCaughtUp();
    }

    @Test
    void aGrantAndItsReversalAreOnePairAndWrittenOnceByFiveAtOnce() throws Exception {
        poison();
        List<DeadLetter> letters = letters();
        assertThat(letters.get(0).reason()).contains("23514", "poison");
        assertThat(letters.get(1).reason()).contains(SqlFailure.NO_GRANT, "u-7");
        List<List<DeadLetter>> together = DeadLetter.together(letters);
        assertThat(together).hasSize(1);
        try (DeadLetterDesk desk = desk()) {
            assertThat(desk.states(letters)).containsOnly(State.OPEN);
            Settled refused = desk.retry(together.get(0), rows -> {});
            assertThat(refused.done()).isFalse();
            assertThat(refused.words()).contains("refused again", "poison");
        }
        world.database.execute(world.name(), CURED);

        assertThat(fiveAtOnce(desk -> desk.retry(together.get(0), rows -> {})))
                .allMatch(Settled::done)
                .extracting(Settled::words)
                .containsOnlyOnce("written")
                .containsOnly("written", "was in the ledger already");
        assertThat(world.count("select count(*) from dibs.ledger_entry where user_id = 'u-7'"))
                .isEqualTo(2);
        assertThat(world.count("select sum(amount) from dibs.ledger_entry where user_id = 'u-7'"))
                .isZero();
        assertThat(world.count("select count(distinct recorded_at) from dibs.ledger_entry where user_id = 'u-7'"))
                .as("admitted together")
                .isEqualTo(1);
        try (DeadLetterDesk desk = desk()) {
            assertThat(desk.states(letters)).containsOnly(State.IN_LEDGER);
            assertThat(desk.drop(together.get(0), "too late").words()).isEqualTo("is in the ledger");
        }
        assertThat(world.count("select count(*) from dibs.written_off")).isZero();
    }

    /** Both wait for the same lock; who comes second must see what the first one did. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofRetryAndDropAtTheSameTimeOneHappens(boolean dropFirst) throws Exception {
        poison();
        world.database.execute(world.name(), CURED);
        List<DeadLetter> pair = DeadLetter.together(letters()).get(0);
        Settling drop = desk -> desk.drop(pair, "paid by hand");
        Settling retry = desk -> desk.retry(pair, rows -> {});
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection holder = world.database.connect(world.name());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from dibs.ledger_pace for update");
            Future<Settled> first = threads.submit(() -> settle(dropFirst ? drop : retry));
            awaitWaiting(1);
            Future<Settled> second = threads.submit(() -> settle(dropFirst ? retry : drop));
            awaitWaiting(2);
            holder.rollback();
            assertThat(List.of(first.get().done(), second.get().done())).containsExactlyInAnyOrder(true, false);
        } finally {
            threads.shutdownNow();
        }
        long rows = world.count("select count(*) from dibs.ledger_entry where user_id = 'u-7'");
        long dropped = world.count("select count(*) from dibs.written_off where reason = 'paid by hand'");
        assertThat(List.of(rows, dropped)).containsExactlyInAnyOrder(2L, 0L);
        assertThat(settle(retry).done()).isEqualTo(rows > 0);
        try (DeadLetterDesk desk = desk()) {
            assertThat(desk.states(pair)).containsOnly(rows > 0 ? State.IN_LEDGER : State.WRITTEN_OFF);
        }
    }

    private void awaitWaiting(int count) {
        await().atMost(SinkWorld.SOON)
                .until(() -> world.count("select count(*) from pg_stat_activity where application_name"
                                + " = 'dibs-dead-letters' and datname = current_database()"
                                + " and wait_event_type = 'Lock'")
                        == count);
    }

    private Settled settle(Settling settling) throws Exception {
        try (DeadLetterDesk desk = desk()) {
            return settling.settle(desk);
        }
    }

    private List<Settled> fiveAtOnce(Settling settling) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            List<Callable<Settled>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.add(() -> settle(settling));
            }
            List<Settled> all = new ArrayList<>();
            for (Future<Settled> each : threads.invokeAll(calls)) {
                all.add(each.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Settling {
        Settled settle(DeadLetterDesk desk) throws Exception;
    }

    @Test
    void whatTheSinkHasNotPassedIsNotWrittenOff() throws Exception {
        poison();
        List<DeadLetter> pair = DeadLetter.together(letters()).get(0);
        world.closeOpened();
        world.database.execute(world.name(), "update dibs.ledger_progress set next_offset = 0, last_offset = null");
        try (DeadLetterDesk desk = desk()) {
            Settled settled = desk.drop(pair, "too early");
            assertThat(settled.done()).isFalse();
            assertThat(settled.words()).contains("not past it yet");
        }
        assertThat(world.count("select count(*) from dibs.written_off")).isZero();
    }

    @Test
    void retriesStayUnderTheCeilingOfTheSink() throws Exception {
        world.sink(10);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int n = 1; n <= 30; n++) {
            records.add(world.grant(n));
        }
        await().atMost(SinkWorld.SOON).ignoreExceptions().until(() -> {
            world.database.execute(
                    world.name(), "alter table dibs.ledger_entry add constraint poison check (rank > 1000) not valid");
            return true;
        });
        world.send(records);
        await().atMost(SinkWorld.SOON).until(() -> letters().size() == 30);
        world.awaitCaughtUp();
        world.database.execute(world.name(), CURED);

        try (DeadLetterDesk desk = desk()) {
            for (List<DeadLetter> together : DeadLetter.together(letters())) {
                assertThat(desk.retry(together, rows -> {}).words()).isEqualTo("written");
            }
        }
        assertThat(world.rows()).isEqualTo(30);
        assertThat(world.count(Window.BUSIEST)).isLessThanOrEqualTo(10);
    }

    @Test
    void aRecordThatHoldsNoEntryCanOnlyBeDropped() throws Exception {
        world.sink(2_000);
        world.send(List.of(world.record("u-1", "not an entry \u001b[31m"), world.grant(2)));
        world.awaitRows(1);
        await().atMost(SinkWorld.SOON).until(() -> letters().size() == 1);
        world.awaitCaughtUp();
        DeadLetter letter = letters().get(0);
        assertThat(letter.text()).isEqualTo("not an entry  [31m");
        try (DeadLetterDesk desk = desk()) {
            assertThat(desk.retry(List.of(letter), rows -> {}).words()).contains("drop writes it off");
            assertThat(desk.drop(List.of(letter), "a test's").done()).isTrue();
            assertThat(desk.drop(List.of(letter), "again").done()).isTrue();
            assertThat(desk.states(List.of(letter))).containsExactly(State.WRITTEN_OFF);
        }
        assertThat(world.database.query(world.name(), "select reason from dibs.written_off"))
                .containsExactly("a test's");
    }
}
