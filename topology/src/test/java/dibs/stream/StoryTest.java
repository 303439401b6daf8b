package dibs.stream;

import static dibs.stream.TestDecider.TOPICS;
import static dibs.stream.TestDecider.header;
import static dibs.stream.TestDecider.text;
import static dibs.stream.TestDecider.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.OperationOutcome;
import dibs.golden.AsyncApi;
import dibs.golden.AsyncApi.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of asyncapi.yaml are one story; the real decider is told its requests and must tell the rest of it. */
class StoryTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T01:02:03.456Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path stateDir;

    private TestDecider decider;

    @BeforeEach
    void start() {
        decider = new TestDecider(stateDir, 1);
    }

    @AfterEach
    void stop() {
        decider.close();
    }

    @Test
    void everyExampleIsWhatTheDeciderWrites() throws IOException {
        Map<String, JsonNode> requests =
                AsyncApi.examples("requests").stream().collect(Collectors.toMap(Example::name, Example::payload));
        List<Example> decisions = AsyncApi.examples("decisions").stream()
                .sorted(Comparator.comparingInt(StoryTest::offset))
                .toList();
        assertThat(decisions.stream().map(Example::name))
                .as("each request has its decision")
                .containsExactlyInAnyOrderElementsOf(requests.keySet());
        for (Example decision : decisions) {
            send(
                    decision.payload().get("campaign").asText(),
                    requests.get(decision.name()).toString());
        }
        assertSame(TOPICS.decisions(), "campaign", decisions);
        assertSame(TOPICS.grants(), "user", AsyncApi.examples("grants"));
        assertSame(TOPICS.campaigns(), "id", AsyncApi.examples("campaigns"));
        assertDeadLetters(decisions.size());
    }

    private static int offset(Example decision) {
        return Integer.parseInt(decision.payload().get("request").asText().substring("0:".length()));
    }

    private void send(String campaign, String request) {
        decider.send(new TestRecord<>(
                utf8(campaign), utf8(request), new RecordHeaders(), BEGIN.plusSeconds(decider.observed.size())));
    }

    private void assertSame(String topic, String key, List<Example> examples) throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> written = new ArrayList<>();
        for (Example each : examples) {
            expected.add(each.payload().get(key).asText() + " " + each.payload());
        }
        for (TestRecord<byte[], byte[]> record : decider.output(topic).readRecordsToList()) {
            written.add(text(record.key()) + " " + JSON.readTree(record.value()));
        }
        assertThat(written).as(topic).isEqualTo(expected);
    }

    private void assertDeadLetters(int before) {
        List<Example> letters = AsyncApi.examples("deadLetters");
        assertThat(letters).isNotEmpty();
        for (Example letter : letters) {
            send("spring", letter.payload().asText());
        }
        List<TestRecord<byte[], byte[]>> written =
                decider.output(TOPICS.deadLetters()).readRecordsToList();
        assertThat(written).hasSameSizeAs(letters);
        for (int i = 0; i < written.size(); i++) {
            TestRecord<byte[], byte[]> record = written.get(i);
            Example letter = letters.get(i);
            assertThat(text(record.value())).isEqualTo(letter.payload().asText());
            assertThat(letter.headers().get("dibs-error-offset").asText()).isEqualTo(Integer.toString(before + i));
            letter.headers()
                    .properties()
                    .forEach(each -> assertThat(header(record, each.getKey()))
                            .isEqualTo(each.getValue().asText()));
        }
    }

    @Test
    void everyOutcomeHasAnExample() {
        Function<Example, String> outcome =
                each -> each.payload().get("outcome").asText() + " "
                        + each.payload().path("repeated").asText();
        Set<String> claims = outcomes("claimDecision", outcome);
        assertThat(claims)
                .isEqualTo(Arrays.stream(ClaimOutcome.values())
                        .map(each -> each.wireName() + " "
                                + (each.isGranted() ? Boolean.toString(each == ClaimOutcome.REPEATED) : ""))
                        .collect(Collectors.toCollection(TreeSet::new)));
        Set<String> operations = outcomes("operationDecision", outcome);
        operations.addAll(outcomes("reversalDecision", outcome));
        assertThat(operations)
                .isEqualTo(Arrays.stream(OperationOutcome.values())
                        .map(each -> each.wireName() + " ")
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Set<String> outcomes(String message, Function<Example, String> outcome) {
        return AsyncApi.examples("decisions").stream()
                .filter(each -> each.message().equals(message))
                .map(outcome)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMessageSaysItsKey() {
        AsyncApi.document().at("/components/messages").properties().forEach(message -> {
            JsonNode bindings = message.getValue().get("bindings");
            JsonNode resolved = bindings.has("$ref")
                    ? AsyncApi.document().at(bindings.get("$ref").asText().substring(1))
                    : bindings;
            assertThat(resolved.at("/kafka/key").isObject())
                    .as(message.getKey())
                    .isTrue();
        });
    }

    @Test
    void everyExampleIsValid() {
        AsyncApi.document().get("channels").fieldNames().forEachRemaining(channel -> {
            assertThat(AsyncApi.examples(channel)).as(channel).isNotEmpty();
            for (Example each : AsyncApi.examples(channel)) {
                assertThat(AsyncApi.faultsOf(each.message(), each.payload()))
                        .as("%s of %s", each.name(), each.message())
                        .isEmpty();
            }
        });
    }
}
