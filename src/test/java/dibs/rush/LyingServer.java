package dibs.rush;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as Dibs does, as long as its {@link Lie} lets it. */
public final class LyingServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Else each answer waits 40 ms for the client's acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Lie lie;
    private final Map<String, Long> ranks = new HashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private final CountDownLatch untilClosed = new CountDownLatch(1);
    private long budget;
    private long reward;
    private long offset;

    /** What a server can answer to a claim. */
    public record Answer(int status, String body, Map<String, String> headers) {
        public Answer(int status, String body) {
            this(status, body, Map.of());
        }

        /** The same with other text in the body. */
        public Answer with(String text, String other) {
            return new Answer(status, body.replaceFirst(text, other), headers);
        }
    }

    /** What a lie knows of the claim it is asked about. */
    public record Claim(String user, int number, Answer honest, long rank) {
        public boolean isGranted() {
            return honest.status() == 201;
        }
    }

    /** What is answered in place of the truth; null: nothing at all. */
    public interface Lie {
        Answer of(Claim claim) throws Exception;
    }

    public LyingServer(Lie lie) throws IOException {
        this.lie = lie;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/campaigns", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            Answer answer;
            if (path.endsWith("/claims")) {
                answer = claim(path.split("/")[3], body);
            } else if (path.endsWith("/stats")) {
                answer = new Answer(
                        200,
                        "{\"budget\":" + budget + ",\"granted\":" + ranks.size() + ",\"spent\":" + ranks.size() * reward
                                + "}");
            } else if (path.contains("/claims/")) {
                answer = found(path.split("/")[3], path.split("/")[5]);
            } else {
                answer = new Answer(budget == 0 ? 201 : 200, "{}");
                budget = body.get("budget").asLong();
                reward = body.get("reward").asLong();
            }
            if (answer != null) {
                send(exchange, answer);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException, InterruptedException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(answer.status(), body.length);
        boolean stalls = answer.headers().containsKey("Stalls");
        exchange.getResponseBody().write(body, 0, stalls ? body.length / 2 : body.length);
        if (stalls) {
            exchange.getResponseBody().flush();
            untilClosed.await();
        }
    }

    private Answer claim(String campaign, JsonNode body) {
        Claim claim;
        synchronized (this) {
            String user = body.get("user").asText();
            int number = asked.merge(user, 1, Integer::sum);
            claim = new Claim(user, number, decide(campaign, user), ranks.getOrDefault(user, 0L));
        }
        try {
            return lie.of(claim);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer decide(String campaign, String user) {
        offset++;
        if (ranks.containsKey(user)) {
            return new Answer(200, grant(campaign, user, true));
        }
        if ((ranks.size() + 1) * reward > budget) {
            return new Answer(
                    409,
                    "{\"outcome\":\"sold_out\",\"campaign\":\"" + campaign + "\",\"user\":\"" + user
                            + "\",\"position\":\"0:" + offset + "\"}");
        }
        ranks.put(user, ranks.size() + 1L);
        return new Answer(201, grant(campaign, user, false));
    }

    private synchronized Answer found(String campaign, String user) {
        return ranks.containsKey(user)
                ? new Answer(200, grant(campaign, user, true))
                : new Answer(
                        404,
                        "{\"outcome\":\"not_granted\",\"campaign\":\"" + campaign + "\",\"user\":\"" + user
                                + "\",\"position\":\"0:" + offset + "\"}");
    }

    private String grant(String campaign, String user, boolean repeated) {
        long rank = ranks.get(user);
        return "{\"outcome\":\"granted\",\"repeated\":" + repeated + ",\"campaign\":\"" + campaign + "\",\"user\":\""
                + user + "\",\"amount\":" + reward + ",\"rank\":" + rank + ",\"requestId\":\"r-" + rank
                + "\",\"decidedAt\":\"2026-11-24T00:00:00.000Z\",\"position\":\"0:" + (1000 + rank) + "\"}";
    }

    @Override
    public void close() {
        untilClosed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
