package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.local.Certificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What one screen costs by one call, beside the four calls it replaces, in clear and by TLS: interleaved rounds. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
class PageCostTest {
    private static final int USERS = 10;
    private static final int SCREENS = 3_000;
    private static final int ROUNDS = 7;

    @TempDir
    Path dir;

    /** What so many screens cost: requests, answers of Redis, reads of the database, CPU of the server, time. */
    private record Cost(double requests, double redis, double database, double cpuMicros, double micros) {
        Map<String, Double> per(Cost other) {
            return Map.of(
                    "requests",
                    requests / other.requests,
                    "redis",
                    redis / other.redis,
                    "cpu",
                    cpuMicros / other.cpuMicros,
                    "time",
                    micros / other.micros);
        }
    }

    @Test
    void inClear() throws Exception {
        try (ServeProcess serve = ServeProcess.start(dir.resolve("clear"))) {
            compare("HTTP", serve, new CheckedHttp());
            assertThat(serve.terminate()).isZero();
        }
    }

    @Test
    void byTls() throws Exception {
        Certificates.write(dir, "ip:127.0.0.1");
        try (ServeProcess serve = ServeProcess.start(
                dir.resolve("tls"),
                "--set",
                "front.tls-key-store=" + Certificates.keyStore(dir),
                "--set",
                "front.tls-key-store-password=" + Certificates.STORE_PASSWORD)) {
            assertThat(serve.http()).startsWith("https://");
            compare("HTTPS", serve, new CheckedHttp(trusting(Certificates.trustStore(dir))));
            assertThat(serve.terminate()).isZero();
        }
    }

    @Test
    void aKeyStoreThatCannotBeOpenedStopsTheStart() throws Exception {
        Certificates.write(dir, "ip:127.0.0.1");
        Map.Entry<Integer, String> end = ServeProcess.startInVain(
                dir.resolve("wrong"),
                "--set",
                "front.tls-key-store=" + Certificates.keyStore(dir),
                "--set",
                "front.tls-key-store-password=wrong");
        assertThat(end.getKey()).isEqualTo(1);
        assertThat(end.getValue()).contains("front.tls-key-store").contains("cannot be opened");
    }

    private static HttpClient trusting(Path store) throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(store.toFile(), Certificates.STORE_PASSWORD.toCharArray()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static void compare(String name, ServeProcess serve, CheckedHttp client) throws Exception {
        Screen screen = new Screen(serve, client, new ArrayList<>());
        screen.prepare();
        Map<String, List<Double>> ratios = new TreeMap<>();
        List<Cost> single = new ArrayList<>();
        List<Cost> page = new ArrayList<>();
        screen.cost(screen::single);
        screen.cost(screen::page);
        for (int round = 0; round < ROUNDS; round++) {
            single.add(screen.cost(screen::single));
            page.add(screen.cost(screen::page));
            page.get(round)
                    .per(single.get(round))
                    .forEach((what, ratio) -> ratios.computeIfAbsent(what, key -> new ArrayList<>())
                            .add(ratio));
        }
        System.out.printf("%s, single calls: %s%n%s, the page:     %s%n", name, single, name, page);
        System.out.printf(
                "%s, page / single, median (least to most): %s%n",
                name,
                ratios.entrySet().stream()
                        .map(each -> each.getKey() + " " + spread(each.getValue()))
                        .collect(Collectors.joining(", ")));
        assertThat(page.get(0).requests()).isEqualTo(1);
        assertThat(single.get(0).requests()).isEqualTo(4);
        assertThat(page.get(0).redis()).isLessThan(single.get(0).redis());
    }

    private static String spread(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return "%.2f (%.2f to %.2f)".formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private interface Look {
        int at(String user) throws Exception;
    }

    /**
     * Looks at screens.
     *
     * @param answers to be checked when the clock stands still
     */
    private record Screen(ServeProcess serve, CheckedHttp client, List<HttpResponse<String>> answers) {

        void prepare() throws Exception {
            send("/v1/campaigns", "{\"id\":\"cost\",\"title\":\"t\",\"budget\":1000000,\"reward\":100}");
            for (int i = 0; i < USERS; i++) {
                send("/v1/campaigns/cost/claims", "{\"user\":\"u-" + i + "\"}");
            }
            for (int i = 0; i < USERS; i++) {
                String user = "u-" + i;
                await().until(() -> get("/v1/pages/campaign/cost?user=" + user).contains("\"inLedger\":true"));
                await().until(() -> get("/v1/pages/campaign/cost?user=" + user).contains("\"wallet\":\"redis\""));
            }
        }

        Cost cost(Look look) throws Exception {
            long commands = commands();
            double reads = databaseReads();
            long cpu = serve.cpu().toNanos();
            long began = System.nanoTime();
            int requests = 0;
            for (int i = 0; i < SCREENS; i++) {
                requests += look.at("u-" + i % USERS);
            }
            double took = System.nanoTime() - began;
            Cost cost = new Cost(
                    requests / (double) SCREENS,
                    (commands() - commands) / (double) SCREENS,
                    (databaseReads() - reads) / SCREENS,
                    (serve.cpu().toNanos() - cpu) / 1e3 / SCREENS,
                    took / 1e3 / SCREENS);
            answers.forEach(OpenApi::check);
            answers.clear();
            return cost;
        }

        int single(String user) throws Exception {
            get("/v1/campaigns/cost");
            get("/v1/campaigns/cost/stats");
            get("/v1/campaigns/cost/claims/" + user);
            get("/v1/users/" + user + "/wallet");
            return 4;
        }

        int page(String user) throws Exception {
            get("/v1/pages/campaign/cost?user=" + user);
            return 1;
        }

        /** Reads that the front made for users; what sink and catalogue do goes on all the time. */
        private long commands() throws Exception {
            return (long) metric("dibs_redis_commands_total");
        }

        private double databaseReads() throws Exception {
            return metric("dibs_cache_database_reads_total{result=\"done\"}");
        }

        private double metric(String name) throws Exception {
            return get("/metrics")
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }

        private String get(String path) throws Exception {
            return answer(HttpRequest.newBuilder(URI.create(serve.http() + path)));
        }

        private void send(String path, String body) throws Exception {
            answer(HttpRequest.newBuilder(URI.create(serve.http() + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        private String answer(HttpRequest.Builder request) throws Exception {
            HttpResponse<String> answer = client.unchecked(request.build());
            answers.add(answer);
            assertThat(answer.statusCode()).as("%s", answer.body()).isBetween(200, 299);
            return answer.body();
        }
    }
}
