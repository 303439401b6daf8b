package dibs.e2e;

import dibs.stream.HomePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Requests of all kinds as a crowd, operators and careless producers would send them, from one seed: every outcome
 * occurs, campaigns come and go, some requests are on foreign partitions, some cannot be read.
 */
final class Mix {
    private static final int PARTITIONS = 4;
    private static final int USERS = 120;

    private final String topic;
    private final SplittableRandom random;
    private int sent;

    Mix(String topic, long seed) {
        this.topic = topic;
        this.random = new SplittableRandom(seed);
    }

    /** Sends that many, and returns once all are on the log. */
    void send(int count) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        try (var producer = KafkaRecords.producer(Map.of("linger.ms", 2))) {
            for (int i = 0; i < count; i++, sent++) {
                running.add(producer.send(next()));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    /** A new campaign every 400 requests, and always some that are older. */
    private ProducerRecord<byte[], byte[]> next() {
        String campaign = "mix-" + Math.max(0, sent / 400 - random.nextInt(6));
        int home = HomePartition.of(campaign, PARTITIONS);
        int partition = random.nextInt(20) == 0 ? random.nextInt(PARTITIONS) : home;
        String request = random.nextInt(30) == 0 ? unreadable() : request();
        return new ProducerRecord<>(topic, partition, KafkaRecords.utf8(campaign), KafkaRecords.utf8(request));
    }

    private String request() {
        int kind = random.nextInt(1000);
        if (kind < 820) {
            return "{\"type\":\"claim\",\"user\":\"" + user() + "\"" + label("c") + "}";
        }
        if (kind < 870) {
            return "{\"type\":\"reverse\",\"user\":\"" + user() + "\",\"returnBudget\":" + random.nextBoolean()
                    + ",\"reason\":\"über\"" + label("r") + "}";
        }
        if (kind < 900) {
            return "{\"type\":\"top_up\",\"amount\":" + amount() + label("t") + "}";
        }
        if (kind < 930) {
            return open();
        }
        if (kind < 990) {
            return "{\"type\":\"" + (random.nextInt(3) == 0 ? "pause" : "resume") + "\"" + label("s") + "}";
        }
        return "{\"type\":\"" + (random.nextInt(3) < 2 ? "close" : "archive") + "\"}";
    }

    private String open() {
        return switch (random.nextInt(4)) {
            case 0 -> "{\"type\":\"open\",\"title\":\"small\",\"budget\":2050,\"reward\":100}";
            case 1 -> "{\"type\":\"open\",\"rules\":1,\"title\":\"kleine Größe\",\"budget\":3000,\"reward\":100}";
            case 2 ->
                "{\"type\":\"open\",\"title\":\"later\",\"budget\":3000,\"reward\":7,\"opensAt\":\"2020-01-01T00:00:00Z\","
                        + "\"closesAt\":\"9999-12-31T23:59:59.999Z\"}";
            default ->
                "{\"type\":\"open\",\"title\":\"never\",\"budget\":3000,\"reward\":7,\"opensAt\":\"9999-01-01T00:00:00.5Z\"}";
        };
    }

    private String amount() {
        return random.nextInt(5) == 0 ? "1000000000000000" : Integer.toString(1 + random.nextInt(300));
    }

    private String unreadable() {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "{\"type\":\"claim\",\"user\":\"-\"}";
            case 2 -> "{\"type\":\"claim\",\"user\":\"u\",\"colour\":1}";
            case 3 -> "{\"type\":\"top_up\",\"amount\":1.0}";
            default -> "x".repeat(70_000);
        };
    }

    private String user() {
        return "u-" + random.nextInt(USERS);
    }

    /** Often none; else one of a few, so that some come twice. */
    private String label(String kind) {
        return random.nextInt(3) > 0 ? "" : ",\"requestId\":\"" + kind + "-" + random.nextInt(40) + "\"";
    }
}
