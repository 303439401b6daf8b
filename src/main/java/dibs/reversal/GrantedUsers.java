package dibs.reversal;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.stream.HomePartition;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everyone a campaign granted something, from {@code dibs.decisions}.
 *
 * <p>Not from the ledger, which may be behind and never has what became a dead letter. The decider's own count says when
 * the list is complete: with early replies it may be known before the last decisions are committed.
 */
public final class GrantedUsers {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Object> config;
    private final String topic;
    private final String campaign;
    private final byte[] key;

    /** Reads nothing yet; {@code client} says how the brokers are reached. */
    public GrantedUsers(Map<String, Object> client, String topic, String campaign) {
        this.config = new HashMap<>(client);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("fetch.max.wait.ms", 20);
        this.topic = topic;
        this.campaign = campaign;
        this.key = campaign.getBytes(StandardCharsets.UTF_8);
    }

    /** Those {@code count} users, in the order of their ranks; throws where so many do not turn up. */
    public UserList read(long count) {
        Set<String> users = new LinkedHashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition home = new TopicPartition(
                    topic,
                    HomePartition.of(campaign, consumer.partitionsFor(topic).size()));
            consumer.assign(List.of(home));
            consumer.seekToBeginning(List.of(home));
            long movedAt = System.nanoTime();
            while (users.size() < count && System.nanoTime() - movedAt < PATIENCE.toNanos()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    add(record, users);
                    movedAt = System.nanoTime();
                }
            }
        } catch (KafkaException e) {
            throw new ReversalFailure(topic + " cannot be read: " + e.getMessage(), e);
        }
        if (users.size() != count) {
            throw new ReversalFailure("campaign " + campaign + " gave " + count + " grants, but " + topic + " has "
                    + users.size() + " of them; run ./dibs audit");
        }
        return UserList.ofAll(users);
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Set<String> users) {
        if (!Arrays.equals(record.key(), key)) {
            return;
        }
        try {
            Decision decision = DecisionReader.read(record.value());
            ClaimDecision claim = decision.match(new Cases<>(each -> each, other -> null, other -> null));
            if (claim != null && claim.outcome() == ClaimOutcome.GRANTED) {
                users.add(claim.user());
            }
        } catch (Malformed e) {
            throw new ReversalFailure(
                    "the record at " + record.partition() + ":" + record.offset() + " of " + topic + " "
                            + e.getMessage(),
                    e);
        }
    }
}
