package dibs.rush;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.campaign.Terms;
import dibs.stream.Topics;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import dibs.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Claims straight to the topic, as any producer may, and their outcomes from the committed decisions. */
public final class KafkaTarget implements Target {
    private final String brokers;
    private final Map<String, String> client;
    private final Topics topics;
    private final Duration timeout;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Awaited awaited = new Awaited();
    private final Map<String, Long> budgets = new HashMap<>();
    private final Map<String, Long> returned = new HashMap<>();
    private final Thread reader;
    private volatile boolean closing;

    /**
     * Reads decisions from now on.
     *
     * @param client properties of every client, such as security
     * @param timeout what is not decided by then has no answer
     */
    public KafkaTarget(String brokers, Map<String, String> client, Topics topics, Duration timeout) {
        this.brokers = brokers;
        this.client = client;
        this.topics = topics;
        this.timeout = timeout;
        // The consumer first: it finds out whether the brokers let it in.
        KafkaConsumer<byte[], byte[]> consumer = atTheEnd();
        this.producer = producer();
        this.reader = new Thread(() -> read(consumer), "rush-decisions");
        reader.setDaemon(true);
        reader.start();
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(client);
        config.put("bootstrap.servers", brokers);
        return config;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = config();
        config.put("acks", "all");
        config.put("linger.ms", 1);
        config.put("batch.size", 128 * 1024);
        config.put("request.timeout.ms", 5_000);
        config.put("delivery.timeout.ms", 30_000);
        // The thread that sends has a schedule to keep.
        config.put("max.block.ms", 1_000);
        // Else it forgets where the partitions are when all brokers are away.
        config.put("metadata.recovery.strategy", "none");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = config();
        config.put("isolation.level", "read_committed");
        config.put("default.api.timeout.ms", 15_000);
        config.put("max.poll.records", 5_000);
        config.put("auto.offset.reset", "earliest");
        try {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new RushFailure("Kafka at " + brokers + " cannot be asked: " + why, e);
        }
    }

    private KafkaConsumer<byte[], byte[]> atTheEnd() {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        try {
            List<TopicPartition> all = consumer.partitionsFor(topics.decisions()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            return consumer;
        } catch (KafkaException e) {
            consumer.close();
            throw new RushFailure("Kafka at " + brokers + " cannot be asked: " + e.getMessage(), e);
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    tell(DecisionReader.read(record.value()));
                }
            }
        } catch (Malformed | RuntimeException e) {
            awaited.fail(new RushFailure("the decisions cannot be read: " + e.getMessage(), e));
        }
    }

    private void tell(Decision decision) {
        decision.match(new Cases<Void>(
                claim -> {
                    awaited.tell(claim.position(), heard(claim));
                    return null;
                },
                campaign -> {
                    seen(campaign);
                    return null;
                },
                reversal -> {
                    seen(reversal);
                    return null;
                }));
    }

    private void seen(ReversalDecision decision) {
        boolean applied = decision.outcome() == OperationOutcome.APPLIED;
        if (applied && decision.holding().reversal().returnBudget()) {
            synchronized (budgets) {
                returned.merge(decision.campaign(), decision.holding().grant().amount(), Long::sum);
            }
        }
    }

    private void seen(CampaignDecision decision) {
        if (decision.universalData() != null) {
            synchronized (budgets) {
                budgets.merge(
                        decision.campaign(), decision.universalData().terms().budget(), Math::max);
            }
        }
        Map<String, Object> outcome = Map.of("outcome", decision.outcome().wireName());
        awaited.tell(decision.position(), new Heard(0, outcome, null, 0));
    }

    private static Heard heard(ClaimDecision claim) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcome", claim.outcome().wireName());
        fields.put("campaign", claim.campaign());
        fields.put("user", claim.user());
        Grant grant = claim.grant();
        if (grant != null) {
            fields.put("repeated", claim.outcome() == ClaimOutcome.REPEATED);
            fields.put("amount", grant.amount());
            fields.put("rank", grant.rank());
        }
        fields.put("requestId", grant == null ? claim.requestId() : grant.requestId());
        fields.put("decidedAt", Rfc3339.format(grant == null ? claim.decidedAt() : grant.decidedAt()));
        fields.put("position", (grant == null ? claim.position() : grant.position()).toString());
        return new Heard(0, fields, null, 0);
    }

    @Override
    public void open(String campaign, long budget, long reward) {
        Request open = new Request.Open(1, new Terms("Rush", budget, reward, null, null), null);
        try {
            Heard heard = send(campaign, open).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!OperationOutcome.APPLIED.wireName().equals(heard.text("outcome"))) {
                throw new RushFailure(
                        "the campaign " + campaign + " is there already; a rush needs a new one (--campaign)");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new RushFailure("the campaign could not be opened: no decision came, " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RushFailure("interrupted", e);
        }
    }

    @Override
    public CompletableFuture<Heard> attempt(Ask ask) {
        return send(ask.campaign(), new Request.Claim(ask.user(), ask.requestId()))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Heard> send(String campaign, Request request) {
        CompletableFuture<Heard> answer = new CompletableFuture<>();
        byte[] key = campaign.getBytes(StandardCharsets.UTF_8);
        try {
            var unused = producer.send(
                    new ProducerRecord<>(topics.requests(), key, RequestJson.write(request)), (at, failure) -> {
                        if (failure == null) {
                            awaited.expect(new Position(at.partition(), at.offset()), answer);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    @Override
    public long grantable(String campaign, long reward) {
        synchronized (budgets) {
            return budgets.getOrDefault(campaign, 0L) + returned.getOrDefault(campaign, 0L);
        }
    }

    @Override
    public String name() {
        return "kafka " + brokers;
    }

    @Override
    public void close() {
        closing = true;
        producer.close(Duration.ofSeconds(5));
    }
}
