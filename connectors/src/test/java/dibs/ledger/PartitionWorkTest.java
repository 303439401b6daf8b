package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Whether a partition is the one the ledger was written from is told by the last record written. */
class PartitionWorkTest {
    private final PartitionWork work = new PartitionWork(new TopicPartition("grants", 0));

    private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>("grants", 0, offset, bytes, bytes);
    }

    private void ownFrom(ConsumerRecord<byte[], byte[]> last) {
        work.own(new Ownership(0, 1, last.offset() + 3, last.offset(), PendingRecord.digest(last)));
    }

    @Test
    void theSameRecordAgainIsRecognisedAndNotWrittenAgain() {
        ownFrom(record(5, "a"));
        work.accept(record(5, "a"));
        assertThat(work.recognised()).isTrue();
        assertThat(work.idle()).isTrue();
        work.accept(record(9, "b"));
        assertThat(work.batch(10)).hasSize(1);
    }

    @Test
    void anotherRecordAtTheSameOffsetStopsTheSink() {
        ownFrom(record(5, "a"));
        assertThatThrownBy(() -> work.accept(record(5, "b"))).isInstanceOf(LedgerStoppedException.class);
    }

    @Test
    void aGapWhereTheLastRecordWasStopsTheSink() {
        ownFrom(record(5, "a"));
        assertThatThrownBy(() -> work.accept(record(6, "a"))).isInstanceOf(LedgerStoppedException.class);
    }

    @Test
    void aPartitionNeverReadBeforeStartsWithWhateverIsThere() {
        work.own(new Ownership(0, 1, 0, Ownership.NONE, null));
        assertThatCode(() -> work.accept(record(3, "a"))).doesNotThrowAnyException();
        assertThat(work.pendingRecords()).isEqualTo(1);
    }

    @Test
    void theRecordAtFaultIsFoundByHalvesAndTheOthersAreWritten() {
        work.own(new Ownership(0, 1, 0, Ownership.NONE, null));
        for (int offset = 0; offset < 1_000; offset++) {
            work.accept(record(offset, offset == 613 ? "bad" : "good"));
        }
        int calls = 0;
        List<Long> written = new ArrayList<>();
        while (!work.idle()) {
            List<PendingRecord> batch = work.batch(1_000);
            calls++;
            if (batch.stream()
                    .anyMatch(each -> isBad(each) && each.unreportedRefusal().isEmpty())) {
                work.refused(batch, "it is bad");
            } else {
                batch.stream()
                        .filter(each -> !isBad(each))
                        .forEach(each -> written.add(each.record().offset()));
                work.written(batch.size(), work.ownership().orElseThrow());
            }
        }
        assertThat(written).hasSize(999).isSorted();
        assertThat(calls).as("calls of the database").isLessThan(3 * 10 + 2);
    }

    private static boolean isBad(PendingRecord pending) {
        return new String(pending.record().value(), StandardCharsets.UTF_8).equals("bad");
    }
}
