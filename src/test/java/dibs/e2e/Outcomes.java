package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which outcomes a status can have, by the examples of openapi.yaml: schemas alone would let a 200 be undecided. That
 * each outcome of a claim has an example follows from it, as soon as a test meets one. Immutable.
 */
final class Outcomes {
    private final List<Answer> answers = new ArrayList<>();

    private record Answer(String method, Pattern path, int status, Set<String> outcomes) {}

    Outcomes(JsonNode document) {
        document.path("paths").properties().forEach(path -> {
            Pattern pattern = Pattern.compile(path.getKey().replaceAll("\\{[a-z]+}", "[^/]+"));
            for (String method : List.of("get", "post")) {
                path.getValue().path(method).path("responses").properties().forEach(response -> {
                    JsonNode resolved = resolved(document, response.getValue());
                    answers.add(new Answer(
                            method.toUpperCase(Locale.ROOT),
                            pattern,
                            Integer.parseInt(response.getKey()),
                            outcomes(document, resolved)));
                });
            }
        });
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static Set<String> outcomes(JsonNode document, JsonNode response) {
        Set<String> outcomes = new HashSet<>();
        for (JsonNode content : response.path("content")) {
            outcomes.add(outcome(content.path("example")));
            for (JsonNode example : content.path("examples")) {
                outcomes.add(outcome(resolved(document, example).path("value")));
            }
        }
        return outcomes;
    }

    /** With what tells the two kinds of a grant apart. */
    private static String outcome(JsonNode body) {
        return body.path("outcome").asText() + " " + body.path("repeated").asText();
    }

    void check(String method, String path, int status, JsonNode body) {
        for (Answer answer : answers) {
            if (answer.method().equals(method)
                    && answer.status() == status
                    && answer.path().matcher(path).matches()) {
                assertThat(outcome(body))
                        .as("%s %s -> %s %s, by the examples", method, path, status, body)
                        .isIn(answer.outcomes());
            }
        }
    }
}
