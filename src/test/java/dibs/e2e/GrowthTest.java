package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.campaign.Limits;
import dibs.campaign.Request;
import dibs.campaign.Terms;
import dibs.wire.RequestJson;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How cost grows with the grants of one campaign and with the number of campaigns: rate, memory, disk, and how long an
 * instance takes to start with its stores and without. Prints tables. How far: {@code -Ddibs.growth.grants=10000000} and
 * {@code -Ddibs.growth.campaigns=100000}.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
class GrowthTest {
    private static final long MOST_GRANTS = Long.getLong("dibs.growth.grants", 1_000_000);
    private static final int MOST_CAMPAIGNS = Integer.getInteger("dibs.growth.campaigns", 10_000);
    private static final long GRANTS_PER_STEP = 300_000;
    private static final long AHEAD = 50_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String STORES = "streams";
    private static final Pattern GRANTED =
            Pattern.compile("^dibs_decisions_total\\{[^}]*outcome=\"granted\"[^}]*\\} (\\S+)$", Pattern.MULTILINE);

    @TempDir
    Path dir;

    private long user;

    @Test
    void withGrantsOfOneCampaign() throws Exception {
        System.out.println(
                "grants, grants/s, RSS MiB, Kafka bytes/grant, RocksDB bytes/grant, start s, start without stores s");
        Path data = dir.resolve("grants");
        ServeProcess serve = serve(data);
        open(serve, 1);
        long before = 0;
        for (long grants : steps(MOST_GRANTS)) {
            double rate = claim(serve, 1, grants - before);
            String size = size(serve, data, grants);
            serve.terminate();
            long begun = System.nanoTime();
            serve = serve(data);
            double kept = (System.nanoTime() - begun) / 1e9;
            serve.terminate();
            Utils.delete(data.resolve(STORES).toFile());
            begun = System.nanoTime();
            serve = serve(data);
            double restored = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%,d, %,.0f, %s, %.1f, %.1f%n", grants, rate, size, kept, restored);
            before = grants;
        }
        assertThat(granted(serve, 0)).isEqualTo(MOST_GRANTS);
        serve.terminate();
    }

    @Test
    void withCampaigns() throws Exception {
        System.out.println("campaigns, grants/s, RSS MiB, Kafka bytes/grant, RocksDB bytes/grant");
        Path data = dir.resolve("campaigns");
        ServeProcess serve = serve(data);
        long grants = 0;
        for (int campaigns = 1; campaigns <= MOST_CAMPAIGNS; campaigns *= 10) {
            open(serve, campaigns);
            double rate = claim(serve, campaigns, GRANTS_PER_STEP);
            grants += GRANTS_PER_STEP;
            System.out.printf("%,d, %,.0f, %s%n", campaigns, rate, size(serve, data, grants));
        }
        serve.terminate();
    }

    private static ServeProcess serve(Path data) {
        return ServeProcess.start(data, "--roles", "front,decider", "--redis", "none");
    }

    /** Thrice as many, or a little more, each time. */
    private static List<Long> steps(long most) {
        List<Long> steps = new ArrayList<>();
        for (long tens = 100_000; tens < most; tens *= 10) {
            steps.add(tens);
            if (3 * tens < most) {
                steps.add(3 * tens);
            }
        }
        steps.add(most);
        return steps;
    }

    /** Those that are open already stay so. */
    private static void open(ServeProcess serve, int campaigns) throws Exception {
        send(
                serve,
                campaigns,
                campaigns,
                n -> new Request.Open(1, new Terms("Growth", Limits.MAX_BUDGET, 1, null, null), null));
        Claims claims = new Claims(serve.http());
        String last = "/v1/campaigns/" + campaign(campaigns - 1);
        await().atMost(PATIENCE).until(() -> claims.get(last).status() == 200);
    }

    /** Lets users nobody has seen claim one campaign after the other; returns how many were granted a second. */
    private double claim(ServeProcess serve, int campaigns, long grants) throws Exception {
        long before = decided(serve);
        long begun = System.nanoTime();
        for (long sent = 0; sent < grants; sent += AHEAD) {
            long known = sent;
            await().atMost(PATIENCE).until(() -> decided(serve) - before >= known - AHEAD);
            send(serve, campaigns, (int) Math.min(AHEAD, grants - sent), n -> new Request.Claim("u-" + user++, null));
        }
        await().atMost(PATIENCE).until(() -> decided(serve) - before == grants);
        return grants * 1e9 / (System.nanoTime() - begun);
    }

    private static void send(ServeProcess serve, int campaigns, int requests, LongFunction<Request> request) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", serve.kafka(), "linger.ms", 5, "batch.size", 128 << 10);
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < requests; i++) {
                byte[] key = campaign(i % campaigns).getBytes(StandardCharsets.UTF_8);
                var unused =
                        producer.send(new ProducerRecord<>("dibs.requests", key, RequestJson.write(request.apply(i))));
            }
        }
    }

    private static String campaign(int number) {
        return "growth-" + number;
    }

    private static long granted(ServeProcess serve, int campaign) throws Exception {
        return new Claims(serve.http())
                .get("/v1/campaigns/" + campaign(campaign) + "/stats")
                .body()
                .path("granted")
                .asLong();
    }

    /** Claims granted since the process began. */
    private static long decided(ServeProcess serve) throws Exception {
        return GRANTED.matcher(Scrape.of(serve.http()).text())
                .results()
                .mapToLong(each -> (long) Double.parseDouble(each.group(1)))
                .sum();
    }

    private static String size(ServeProcess serve, Path data, long grants) throws IOException {
        return "%d, %.0f, %.0f"
                .formatted(
                        serve.residentBytes() >> 20,
                        (double) bytes(data.resolve("kafka")) / grants,
                        (double) bytes(data.resolve(STORES)) / grants);
    }

    /** Files may be deleted meanwhile; the segments' indexes are large and mostly holes, so they are left out. */
    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .filter(file -> !file.getName().endsWith("index"))
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }
}
