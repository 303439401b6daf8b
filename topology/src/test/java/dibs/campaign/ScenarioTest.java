package dibs.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    Stream<DynamicTest> scenarios() {
        return Stream.of("/scenarios/claims.txt", "/scenarios/operations.txt")
                .flatMap(table -> scenarios(table).entrySet().stream())
                .map(scenario -> DynamicTest.dynamicTest(scenario.getKey(), () -> walk(scenario.getValue())));
    }

    private static void walk(List<String> lines) {
        Log log = new Log();
        for (String line : lines) {
            String[] sides = line.split("->");
            String expected = sides[1].strip();
            String decided = log.decide(sides[0].strip().split(" +"));
            // The outcome alone is enough where a line says no more.
            String compared = expected.contains(":") ? decided : decided.replaceFirst(":.*", "");
            assertThat(compared).as(line).isEqualTo(expected);
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
        private final Map<List<String>, Holding> holdings = new HashMap<>();
        private final Map<List<String>, Change> changes = new HashMap<>();
        private long offset;

        String decide(String[] words) {
            String campaign = words[2];
            Request request = request(words);
            Facts facts = new Facts(
                    campaigns.get(campaign),
                    words.length > 3 ? holdings.get(List.of(campaign, words[3])) : null,
                    request.requestId() == null ? null : changes.get(List.of(campaign, request.requestId())));
            Ruling ruling =
                    decider.decide(campaign, facts, request, new Position(0, offset++), Long.parseLong(words[0]));
            if (ruling.campaign() != null) {
                campaigns.put(campaign, ruling.campaign());
            }
            if (ruling.newHolding() != null) {
                holdings.put(List.of(campaign, ruling.user()), ruling.newHolding());
            }
            if (ruling.newChange() != null) {
                changes.put(List.of(campaign, request.requestId()), ruling.newChange());
            }
            return ruling.decision().match(new Decision.Cases<>(Log::describe, Log::describe, Log::describe));
        }

        private static Request request(String[] words) {
            String type = words[1];
            return switch (type) {
                case "claim" -> new Request.Claim(words[3], null);
                case "open" -> new Request.Open(1, terms(words), null);
                case "top_up" -> new Request.Amend(Operation.TOP_UP, Long.parseLong(words[3]), word(words, 4));
                case "reverse" -> new Request.Reverse(words[3], words[4].equals("return"), "", null);
                default -> new Request.Amend(Operation.ofWireName(type), 0, word(words, 3));
            };
        }

        private static Terms terms(String[] words) {
            return new Terms("t", Long.parseLong(words[3]), Long.parseLong(words[4]), time(words, 5), time(words, 6));
        }

        private static String word(String[] words, int index) {
            return words.length <= index ? null : words[index];
        }

        private static Long time(String[] words, int index) {
            return words.length <= index || words[index].equals("-") ? null : Long.valueOf(words[index]);
        }

        private static String describe(Decision.CampaignDecision d) {
            UniversalData data = d.universalData();
            String after = data == null
                    ? ""
                    : ": budget " + data.terms().budget() + ", "
                            + data.statusAt(d.decidedAt()).wireName() + ", revision " + data.revision();
            return d.outcome().wireName() + after;
        }

        private static String describe(Decision.ReversalDecision d) {
            Holding holding = d.holding();
            return d.outcome().wireName()
                    + (holding == null
                            ? ""
                            : ": " + holding.grant().amount() + " #"
                                    + holding.grant().rank()
                                    + (holding.reversal().returnBudget() ? " returned" : " not returned") + " at "
                                    + holding.reversal().decidedAt());
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
