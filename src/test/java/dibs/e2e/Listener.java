package dibs.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Listens to a campaign's events as a browser would, and keeps all it was told. Thread-safe. */
final class Listener implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpResponse<Stream<String>> answer;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end;

    private Listener(HttpResponse<Stream<String>> answer) {
        this.answer = answer;
        this.end = CompletableFuture.runAsync(() -> answer.body().forEach(lines::add));
    }

    /** Returns when the answer begins. */
    static Listener of(String http, String campaign, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(http + "/v1/campaigns/" + campaign + "/events"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Listener(new CheckedHttp().listen(request.build()));
    }

    HttpResponse<Stream<String>> answer() {
        return answer;
    }

    /** All lines so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The events so far; each is held against openapi.yaml. */
    List<JsonNode> events() {
        return lines.stream()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .map(Listener::read)
                .toList();
    }

    private static JsonNode read(String event) {
        OpenApi.check("/v1/campaigns/any/stats", event);
        try {
            return JSON.readTree(event);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + event, e);
        }
    }

    boolean isOver() {
        return end.isDone();
    }

    /** Whether the server ended the answer, and did not just cut the connection. */
    boolean isEndedInOrder() {
        return end.isDone() && !end.isCompletedExceptionally();
    }

    @Override
    public void close() {
        answer.body().close();
    }
}
