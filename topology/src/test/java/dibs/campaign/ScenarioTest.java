package dibs.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Walks the scenario tables: each line a request, and what must be decided. */
class ScenarioTest {

    @TestFactory
    Stream<DynamicTest> claims() {
        return scenarios("/scenarios/claims.txt").entrySet().stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.getKey(), () -> walk(scenario.getValue())));
    }

    private static void walk(List<String> lines) {
        Log log = new Log();
        for (String line : lines) {
            String[] sides = line.split("->");
            assertThat(log.decide(sides[0].strip().split(" +"))).as(line).isEqualTo(sides[1].strip());
        }
    }

    private static Map<String, List<String>> scenarios(String resource) {
        Map<String, List<String>> scenarios = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : read(resource).lines().toList()) {
            if (line.startsWith("## ")) {
                current = new ArrayList<>();
                scenarios.put(line.substring(3), current);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                current.add(line);
            }
        }
        assertThat(scenarios).isNotEmpty();
        return scenarios;
    }

    private static String read(String resource) {
        try (var in = ScenarioTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One partition in memory. */
    private static final class Log {
        private final Decider decider = new Decider();
        private final Map<String, CampaignState> campaigns = new HashMap<>();
        private final Map<List<String>, Grant> grants = new HashMap<>();
        private long offset;

        String decide(String[] words) {
            String campaign = words[2];
            Request request = request(words);
            String user = words[1].equals("claim") ? words[3] : null;
            Facts facts = new Facts(campaigns.get(campaign), grants.get(Arrays.asList(campaign, user)));
            Ruling ruling =
                    decider.decide(campaign, facts, request, new Position(0, offset++), Long.parseLong(words[0]));
            if (ruling.campaign() != null) {
                campaigns.put(campaign, ruling.campaign());
            }
            if (ruling.newGrant() != null) {
                grants.put(List.of(campaign, ruling.grantee()), ruling.newGrant());
            }
            return ruling.decision().match(new Decision.Cases<>(Log::describe, Log::describe));
        }

        private static Request request(String[] words) {
            if (words[1].equals("claim")) {
                return new Request.Claim(words[3], null);
            }
            Terms terms =
                    new Terms("t", Long.parseLong(words[3]), Long.parseLong(words[4]), time(words, 5), time(words, 6));
            return new Request.Open(1, terms, null);
        }

        private static Long time(String[] words, int index) {
            return words.length <= index || words[index].equals("-") ? null : Long.valueOf(words[index]);
        }

        private static String describe(Decision.Opening d) {
            return d.outcome().wireName() + (d.outcome().isRepeated() ? " again" : "");
        }

        private static String describe(Decision.ClaimDecision d) {
            if (!d.outcome().isGranted()) {
                return d.outcome().wireName() + " at " + d.decidedAt();
            }
            String word = d.outcome() == ClaimOutcome.REPEATED ? "repeated" : "granted";
            Grant grant = d.grant();
            return word + " " + grant.amount() + " #" + grant.rank() + " at " + grant.decidedAt();
        }
    }
}
