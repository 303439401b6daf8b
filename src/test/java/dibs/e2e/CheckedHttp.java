package dibs.e2e;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The one way in which tests speak HTTP to Dibs, but for those that send what is none: every answer is held against
 * openapi.yaml. Thread-safe.
 */
final class CheckedHttp {
    private final HttpClient client;

    CheckedHttp() {
        this(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build());
    }

    CheckedHttp(HttpClient client) {
        this.client = client;
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = unchecked(request);
        OpenApi.check(answer);
        return answer;
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            if (failure == null) {
                OpenApi.check(answer);
            }
        });
    }

    /** For answers without an end; what stands before the body is checked. */
    HttpResponse<Stream<String>> listen(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
        OpenApi.checkHead(answer);
        return answer;
    }

    /** For those who measure, and hold the answer against openapi.yaml afterwards. */
    HttpResponse<String> unchecked(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
