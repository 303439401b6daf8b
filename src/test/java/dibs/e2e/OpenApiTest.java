package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dibs.campaign.ClaimOutcome;
import dibs.serve.Role;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That openapi.yaml is valid, has an example of everything, and that each is valid itself. */
class OpenApiTest {
    private static final JsonNode DOCUMENT = OpenApi.document();

    private int checked;

    @Test
    void aPublicParserFindsNothingToSay() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setValidateInternalRefs(true);
        assertThat(new OpenAPIV3Parser()
                        .readContents(DOCUMENT.toString(), null, options)
                        .getMessages())
                .isEmpty();
    }

    @Test
    void everyAnswerAndEveryBodyHasValidExamples() {
        operations((path, method, operation) -> {
            operation
                    .at("/requestBody/content")
                    .properties()
                    .forEach(content -> examples(content.getValue())
                            .forEach((name, body) -> assertThat(OpenApi.faultsOfRequest(method, filled(path), body))
                                    .as("%s %s %s", method, path, name)
                                    .isEmpty()));
            operation
                    .path("responses")
                    .properties()
                    .forEach(response -> resolved(response.getValue())
                            .path("content")
                            .properties()
                            .forEach(content ->
                                    answers(method, path, response.getKey(), content.getKey(), content.getValue())));
        });
        assertThat(checked).isGreaterThan(300);
    }

    private void answers(String method, String path, String status, String type, JsonNode content) {
        Map<String, JsonNode> examples = examples(content);
        String what = method + " " + path + " " + status + " " + type;
        boolean isPlain = content.at("/schema/type").asText().equals("string")
                || content.at("/schema/additionalProperties").asBoolean();
        assertThat(isPlain || !examples.isEmpty()).as(what).isTrue();
        if (!isPlain) {
            examples.forEach((name, body) -> {
                assertThat(OpenApi.faultsOfExample(method, filled(path), Integer.parseInt(status), type, body))
                        .as("%s %s", what, name)
                        .isEmpty();
                assertThat(body.path("status").isInt() ? body.path("status").asText() : status)
                        .as("%s %s", what, name)
                        .isEqualTo(status);
                checked++;
            });
        }
    }

    @Test
    void everyOutcomeOfAClaimHasAnExample() {
        Set<String> shown = new TreeSet<>();
        DOCUMENT.at("/paths/~1v1~1campaigns~1{campaign}~1claims/post/responses")
                .properties()
                .forEach(response -> resolved(response.getValue())
                        .path("content")
                        .forEach(content -> examples(content).forEach((name, body) -> {
                            if (body.has("outcome")) {
                                shown.add(response.getKey() + " "
                                        + body.path("outcome").asText());
                            }
                        })));
        Set<String> all = Arrays.stream(ClaimOutcome.values())
                .map(each -> status(each) + " " + each.wireName())
                .collect(Collectors.toCollection(TreeSet::new));
        all.add("202 undecided");
        assertThat(shown).isEqualTo(all);
    }

    private static String status(ClaimOutcome outcome) {
        return switch (outcome) {
            case UNKNOWN_CAMPAIGN -> "404";
            case REPEATED -> "200";
            case GRANTED -> "201";
            default -> "409";
        };
    }

    /** The server's routes, and those that openapi.yaml has; HEAD is answered wherever GET is, but for events. */
    @Test
    void itHasEveryRouteOfTheServerAndNoOther() throws Exception {
        Set<String> documented = new TreeSet<>();
        operations((path, method, operation) -> {
            documented.add(method + " " + path);
            if (method.equals("GET") && !path.endsWith("/events")) {
                documented.add("HEAD " + path);
            }
        });
        try (RunningDibs front = RunningDibs.start(EnumSet.of(Role.FRONT))) {
            // The files that the console is made of are its own affair.
            assertThat(front.routes().stream().filter(each -> !each.contains(" /console/")))
                    .containsExactlyInAnyOrderElementsOf(documented);
        }
    }

    private interface Visitor {
        void visit(String path, String method, JsonNode operation);
    }

    private static void operations(Visitor visitor) {
        DOCUMENT.path("paths").properties().forEach(path -> {
            for (String method : List.of("get", "post", "put", "patch", "delete", "head", "options")) {
                if (path.getValue().has(method)) {
                    visitor.visit(
                            path.getKey(),
                            method.toUpperCase(Locale.ROOT),
                            path.getValue().get(method));
                }
            }
        });
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static Map<String, JsonNode> examples(JsonNode content) {
        if (content.has("example")) {
            return Map.of("example", content.get("example"));
        }
        return content.path("examples").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> resolved(each.getValue()).path("value")));
    }

    private static String filled(String path) {
        return path.replace("{campaign}", "spring").replace("{user}", "u-1").replace("{file}", "start.js");
    }
}
