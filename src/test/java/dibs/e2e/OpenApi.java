package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Holds every answer a test gets against openapi.yaml: fields, headers, statuses and what they mean. Thread-safe. */
public final class OpenApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPECIFICATION = specification();
    private static final OpenApiInteractionValidator VALIDATOR =
            OpenApiInteractionValidator.createForInlineApiSpecification(SPECIFICATION)
                    .build();
    private static final Outcomes OUTCOMES = new Outcomes(document());

    /** What is said of calls that openapi.yaml does not know. */
    private static final Set<String> UNKNOWN =
            Set.of("validation.request.path.missing", "validation.request.operation.notAllowed");

    private OpenApi() {}

    static void check(HttpResponse<String> answer) {
        check(answer, answer.body());
    }

    /** Without its body. */
    static void checkHead(HttpResponse<?> answer) {
        check(answer, "");
    }

    private static void check(HttpResponse<?> answer, String body) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                response.withHeader(name, values);
            }
        });
        if (!body.isEmpty()) {
            response.withBody(body);
        }
        String method = answer.request().method();
        String path = answer.request().uri().getPath();
        // HEAD is answered as GET, without the body.
        List<Message> faults = faults(method.equals("HEAD") ? "GET" : method, path, response.build()).stream()
                .filter(each -> !(body.isEmpty() && each.getKey().equals("validation.response.body.missing")))
                .toList();
        if (faults.stream().anyMatch(each -> UNKNOWN.contains(each.getKey()))) {
            // The files that the console is made of are its own affair.
            assertThat(answer.statusCode() >= 400 || path.startsWith("/console/"))
                    .as("%s %s -> %d, and is not in openapi.yaml", method, path, answer.statusCode())
                    .isTrue();
        } else {
            assertThat(faults)
                    .as("%s %s -> %s %s %s", method, path, answer.statusCode(), answer.headers(), body)
                    .isEmpty();
        }
        checkMeaning(answer, body);
    }

    private static void checkMeaning(HttpResponse<?> answer, String body) {
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (body.isEmpty() || !type.contains("json")) {
            assertThat(answer.statusCode() < 400 || body.isEmpty()).as(body).isTrue();
            return;
        }
        JsonNode json = read(body);
        if (type.equals("application/problem+json")) {
            assertThat(json.path("status").asInt()).as(body).isEqualTo(answer.statusCode());
            assertThat(json.path("detail").asText()).as(body).isNotBlank();
        }
        OUTCOMES.check(answer.request().method(), answer.request().uri().getPath(), answer.statusCode(), json);
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + body, e);
        }
    }

    /** Holds a body against what a GET of {@code path} answers; only the body. */
    public static void check(String path, String body) {
        SimpleResponse response = SimpleResponse.Builder.ok()
                .withContentType("application/json")
                .withBody(body)
                .build();
        assertThat(faults("GET", path, response).stream()
                        .filter(each -> !each.getKey().startsWith("validation.response.header")))
                .as("GET %s -> %s", path, body)
                .isEmpty();
    }

    /** What is wrong with an example of an answer. */
    static List<Message> faultsOfExample(String method, String path, int status, String type, JsonNode body) {
        SimpleResponse response = SimpleResponse.Builder.status(status)
                .withContentType(type)
                .withBody(body.toString())
                .build();
        return faults(method, path, response).stream()
                .filter(each -> !each.getKey().startsWith("validation.response.header"))
                .toList();
    }

    /** What is wrong with an example of a request's body. */
    static List<Message> faultsOfRequest(String method, String path, JsonNode body) {
        SimpleRequest request = new SimpleRequest.Builder(method, path)
                .withContentType("application/json")
                .withBody(body.toString())
                .build();
        return VALIDATOR.validateRequest(request).getMessages();
    }

    private static List<Message> faults(String method, String path, SimpleResponse response) {
        ValidationReport report = VALIDATOR.validateResponse(path, Request.Method.valueOf(method), response);
        return report.getMessages();
    }

    public static JsonNode document() {
        try {
            return new YAMLMapper().readTree(SPECIFICATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String specification() {
        try (var in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
