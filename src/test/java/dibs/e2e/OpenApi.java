package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Holds every answer a test gets against openapi.yaml. Thread-safe. */
public final class OpenApi {
    private static final OpenApiInteractionValidator VALIDATOR =
            OpenApiInteractionValidator.createForInlineApiSpecification(specification())
                    .build();

    private OpenApi() {}

    static void check(HttpResponse<String> answer) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                response.withHeader(name, values);
            }
        });
        if (!answer.body().isEmpty()) {
            response.withBody(answer.body());
        }
        check(
                Request.Method.valueOf(answer.request().method()),
                answer.request().uri().getPath(),
                response.build(),
                answer.body());
    }

    /** Holds a body against what a GET of {@code path} answers. */
    public static void check(String path, String body) {
        SimpleResponse response = SimpleResponse.Builder.ok()
                .withContentType("application/json")
                .withBody(body)
                .build();
        check(Request.Method.GET, path, response, body);
    }

    private static void check(Request.Method method, String path, SimpleResponse response, String body) {
        ValidationReport report = VALIDATOR.validateResponse(path, method, response);
        assertThat(report.getMessages())
                .as("%s %s -> %s %s", method, path, response.getStatus(), body)
                .isEmpty();
    }

    private static String specification() {
        try (var in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
