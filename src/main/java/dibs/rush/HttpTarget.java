package dibs.rush;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Claims over HTTP, each on a connection that others use before and after, with two threads for all. */
public final class HttpTarget implements Target {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    static {
        // With two processors Java would start a thread for every answer; that took half of the rate.
        System.getProperties().putIfAbsent("java.util.concurrent.ForkJoinPool.common.parallelism", "2");
    }

    private final String url;
    private final String token;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, HttpTarget::daemon);
    private final HttpClient client;

    /**
     * Connects when the first claim does.
     *
     * @param url {@code http://host:port}
     * @param timeout what takes longer has no answer
     */
    public HttpTarget(String url, Duration timeout) {
        this(url, null, timeout);
    }

    /** The same with a token that is sent along, if it is not null. */
    public HttpTarget(String url, String token, Duration timeout) {
        this.token = token;
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .executor(threads)
                .build();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "rush-http");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void open(String campaign, long budget, long reward) {
        String body =
                "{\"id\":\"" + campaign + "\",\"title\":\"Rush\",\"budget\":" + budget + ",\"reward\":" + reward + "}";
        HttpResponse<byte[]> answer = call(request("/v1/campaigns").POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() == 200 || answer.statusCode() == 409) {
            throw new RushFailure(
                    "the campaign " + campaign + " is there already; a rush needs a new one (--campaign)");
        }
        if (answer.statusCode() != 201) {
            throw new RushFailure("the campaign could not be opened: " + url + " answered " + answer.statusCode() + " "
                    + fields(answer.body()).get("detail"));
        }
    }

    @Override
    public CompletableFuture<Heard> attempt(Ask ask) {
        try {
            HttpRequest.Builder request = ask.follows() == null ? claim(ask) : request(ask.follows());
            return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .thenApply(HttpTarget::heard)
                    // The client's own time-out ends with the headers; a body may stay away as well.
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalArgumentException noAddress) {
            return CompletableFuture.failedFuture(noAddress);
        }
    }

    private HttpRequest.Builder claim(Ask ask) {
        String body = "{\"user\":\"" + ask.user() + "\",\"requestId\":\"" + ask.requestId() + "\"}";
        return request("/v1/campaigns/" + ask.campaign() + "/claims").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static Heard heard(HttpResponse<byte[]> answer) {
        long retryAfter = answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,5}"))
                .map(seconds -> Long.parseLong(seconds) * 1000)
                .orElse(0L);
        return new Heard(
                answer.statusCode(),
                fields(answer.body()),
                answer.headers().firstValue("Location").orElse(null),
                retryAfter);
    }

    private static Map<String, Object> fields(byte[] json) {
        try {
            Map<String, Object> fields = JSON.readValue(json, FIELDS);
            return fields == null ? Map.of() : fields;
        } catch (IOException noJsonObject) {
            return Map.of();
        }
    }

    @Override
    public long grantable(String campaign, long reward) {
        HttpResponse<byte[]> answer = call(request("/v1/campaigns/" + campaign + "/stats"));
        Heard stats = new Heard(answer.statusCode(), fields(answer.body()), null, 0);
        if (stats.status() == 200) {
            return stats.whole("budget") + stats.whole("granted") * reward - stats.whole("spent");
        }
        throw new RushFailure("the budget of " + campaign + " cannot be read: " + answer.statusCode());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url).resolve(path))
                .header("Content-Type", "application/json")
                .timeout(timeout);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> call(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new RushFailure("nothing answers at " + url + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RushFailure("interrupted", e);
        }
    }

    @Override
    public String name() {
        return "http " + url;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
