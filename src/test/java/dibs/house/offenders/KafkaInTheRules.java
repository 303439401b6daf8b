package dibs.house.offenders;

import org.apache.kafka.common.TopicPartition;

final class KafkaInTheRules {
    TopicPartition partition;
}
