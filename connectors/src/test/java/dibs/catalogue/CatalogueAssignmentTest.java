package dibs.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What the publisher may vouch for. */
class CatalogueAssignmentTest {
    private static final TopicPartition CAMPAIGNS = new TopicPartition("dibs.campaigns", 0);

    private boolean reached = true;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions, Duration timeout) {
            if (!reached) {
                throw new TimeoutException("no leader");
            }
            return super.endOffsets(partitions, timeout);
        }
    };

    private final CatalogueAssignment assignment = new CatalogueAssignment(consumer);

    @Test
    void nothingThatBrokersDoNotConfirm() {
        consumer.assign(List.of(CAMPAIGNS));
        consumer.updateBeginningOffsets(Map.of(CAMPAIGNS, 0L));
        consumer.updateEndOffsets(Map.of(CAMPAIGNS, 0L));
        assignment.onPartitionsAssigned(List.of(CAMPAIGNS));
        assertThat(assignment.upToDate()).as("the first look").isEmpty();
        assertThat(assignment.upToDate()).containsExactly(0);

        reached = false;
        assertThat(assignment.upToDate()).isEmpty();

        reached = true;
        assertThat(assignment.upToDate()).as("the first look again").isEmpty();
        assertThat(assignment.upToDate()).containsExactly(0);
    }

    @Test
    void nothingThatIsBehindTheLookBefore() {
        consumer.assign(List.of(CAMPAIGNS));
        consumer.updateBeginningOffsets(Map.of(CAMPAIGNS, 0L));
        consumer.updateEndOffsets(Map.of(CAMPAIGNS, 3L));
        assignment.onPartitionsAssigned(List.of(CAMPAIGNS));
        assignment.upToDate();
        assertThat(assignment.upToDate()).isEmpty();
        consumer.seek(CAMPAIGNS, 3);
        assertThat(assignment.upToDate()).containsExactly(0);
    }
}
