package dibs.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition of the request log a campaign lives on: what the Java producer's default partitioner chooses for the
 * campaign's id as key (murmur2 of the key's bytes, made positive, modulo the number of partitions).
 */
public final class HomePartition {
    private HomePartition() {}

    public static int of(String campaign, int partitions) {
        return of(campaign.getBytes(StandardCharsets.UTF_8), partitions);
    }

    static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
