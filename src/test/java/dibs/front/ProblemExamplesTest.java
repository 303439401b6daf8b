package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.campaign.OperationOutcome;
import dibs.e2e.OpenApi;
import dibs.front.Refusals.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The problems that openapi.yaml shows are those which are told, word for word. */
class ProblemExamplesTest {
    private static final Set<JsonNode> SHOWN = new HashSet<>();

    @BeforeAll
    static void read() {
        OpenApi.document().at("/components/examples").forEach(each -> SHOWN.add(each.get("value")));
    }

    private static void assertShown(Problem problem) throws IOException {
        assertThat(SHOWN).contains(new ObjectMapper().readTree(problem.body()));
    }

    @Test
    void everyRefusalOfTheFront() throws IOException {
        Refusals refusals = new Refusals(new SimpleMeterRegistry());
        for (Reason reason : Reason.values()) {
            assertShown(refusals.count(reason));
        }
    }

    @Test
    void everyRefusalOfTheLog() throws IOException {
        for (OperationOutcome outcome : OperationOutcome.values()) {
            if (!outcome.isInForce()) {
                assertShown(
                        catchThrowableOfType(Problem.class, () -> OperationProblems.refuse(outcome, "spring", "u-1")));
            }
        }
    }

    @Test
    void whatAnyCallMayHear() throws IOException {
        assertShown(Problem.tooLarge());
        assertShown(CampaignRoutes.unknown("spring"));
        assertShown(JettyProblems.problem(HttpStatus.SERVICE_UNAVAILABLE_503, null));
    }
}
