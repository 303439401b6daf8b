package dibs.reversal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Asks one front, as any client would; two threads do for all calls under way. Thread-safe. */
public final class ReversalCalls implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String url;
    private final String token;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, ReversalCalls::daemon);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(threads)
            .build();

    /**
     * Connects when the first call does.
     *
     * @param url {@code http://host:port}
     * @param token sent along, if it is not null
     */
    public ReversalCalls(String url, String token) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "reversal-http");
        thread.setDaemon(true);
        return thread;
    }

    /** For people. */
    String url() {
        return url;
    }

    /** Asks for one reversal; completes exceptionally if no answer comes. */
    CompletableFuture<Heard> reverse(ReversalPlan plan, String user, String requestId) {
        String body = JSON.createObjectNode()
                .put("returnBudget", plan.returnBudget())
                .put("reason", plan.reason())
                .put("requestId", requestId)
                .toString();
        String path = "/v1/campaigns/" + plan.campaign() + "/claims/" + encoded(user) + "/reversal";
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(ReversalCalls::heard)
                // The client's own time-out ends with the headers; a body may stay away as well.
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads what is at {@code path}; throws where nobody answers. */
    Heard get(String path) {
        try {
            return heard(client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new ReversalFailure("nothing answers at " + url + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReversalFailure("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Ids of users may have a plus, which is a plus in a path. */
    private static String encoded(String user) {
        return URLEncoder.encode(user, StandardCharsets.UTF_8);
    }

    private static Heard heard(HttpResponse<byte[]> answer) {
        long retryAfter = answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,5}"))
                .map(seconds -> Long.parseLong(seconds) * 1000)
                .orElse(0L);
        String position = answer.headers().firstValue("Dibs-Position").orElse(null);
        return new Heard(answer.statusCode(), fields(answer.body()), position, retryAfter);
    }

    private static JsonNode fields(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
