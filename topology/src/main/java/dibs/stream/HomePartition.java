package dibs.stream;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Which partition of the request log a campaign lives on: what the Java producer's default partitioner chooses for the
 * campaign's id as key (murmur2 of the key's bytes, made positive, modulo the number of partitions). Stateless.
 */
public final class HomePartition implements StreamPartitioner<byte[], byte[]> {

    public static int of(String campaign, int partitions) {
        return of(campaign.getBytes(StandardCharsets.UTF_8), partitions);
    }

    static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
        return Optional.of(Set.of(of(key, numPartitions)));
    }
}
