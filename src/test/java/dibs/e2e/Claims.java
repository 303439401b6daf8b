package dibs.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A caller of the API, as anyone would write one; every answer is held against openapi.yaml. Thread-safe. */
final class Claims {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CheckedHttp client = new CheckedHttp();
    private final String http;
    private final Optional<String> token;
    private final Duration longest;

    Claims(String http) {
        this(http, Optional.empty(), Duration.ofSeconds(30));
    }

    /**
     * One who is known, or not.
     *
     * @param longest to wait for an answer
     */
    Claims(String http, Optional<String> token, Duration longest) {
        this.http = http;
        this.token = token;
        this.longest = longest;
    }

    /** Status and body of one answer. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {

        /** The grant as text, but for {@code repeated}: what must stay the same for ever. */
        String grant() {
            return body.path("amount") + " #" + body.path("rank") + " "
                    + body.path("requestId").asText() + " "
                    + body.path("decidedAt").asText() + " "
                    + body.path("position").asText();
        }
    }

    Answer open(String campaign, long budget, long reward) throws IOException, InterruptedException {
        return post(
                "/v1/campaigns",
                "{\"id\":\"" + campaign + "\",\"title\":\"T\",\"budget\":" + budget + ",\"reward\":" + reward + "}");
    }

    /** Opens a campaign of one reward, with {@code times} as further members of the body. */
    Answer openWith(String id, String times) throws IOException, InterruptedException {
        return post(
                "/v1/campaigns", "{\"id\":\"" + id + "\",\"title\":\"t\",\"budget\":100,\"reward\":100," + times + "}");
    }

    Answer claim(String campaign, String user) throws IOException, InterruptedException {
        return post("/v1/campaigns/" + campaign + "/claims", "{\"user\":\"" + user + "\"}");
    }

    /** Claims until the answer is final: a 202 or 503 says that the same claim may be sent again. */
    Answer claimForSure(String campaign, String user) throws IOException, InterruptedException {
        Answer answer = claim(campaign, user);
        while (answer.status() == 202 || answer.status() == 503) {
            answer = claim(campaign, user);
        }
        return answer;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(http + path)).GET());
    }

    Answer get(String path, String header, String value) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(http + path))
                .header(header, value)
                .GET());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Posts any bytes as any media type; null: without one. */
    Answer post(String path, String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http + path));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Any method without a body, with names and values of headers, and an answer that need not be JSON. */
    HttpResponse<String> raw(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(
                request.method(method, HttpRequest.BodyPublishers.noBody()).build());
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        token.ifPresent(known -> request.setHeader("Authorization", "Bearer " + known));
        HttpResponse<String> response = client.send(request.timeout(longest).build());
        boolean isPage =
                response.headers().firstValue("Content-Type").orElse("").startsWith("text/");
        try {
            return new Answer(
                    response.statusCode(), isPage ? JSON.missingNode() : JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + response.body(), e);
        }
    }
}
