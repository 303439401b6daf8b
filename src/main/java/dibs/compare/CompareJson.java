package dibs.compare;

import dibs.terminal.PrettyJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** A comparison as programs read it, every round of it. Stateless. */
public final class CompareJson {
    private CompareJson() {}

    /** One JSON object. */
    public static String of(CompareReport report) {
        ComparePlan plan = report.plan();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("right", report.isRight());
        all.put("durability", plan.durability().name());
        all.put("inFlight", plan.inFlight());
        all.put("rounds", plan.rounds());
        all.put("secondsOfARound", plan.seconds());
        all.put("machine", report.machine());
        all.put("pinning", report.pinning());
        all.put("seconds", report.seconds());
        all.put("contenders", report.rows().stream().map(CompareJson::row).toList());
        all.put("goals", report.goals().stream().map(CompareJson::goal).toList());
        return PrettyJson.of(all);
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", row.name());
        fields.put("title", row.title());
        fields.put("failure", row.failure());
        for (Phase phase : Phase.values()) {
            Map<String, Object> measured = new LinkedHashMap<>();
            measured.put("ratePerSecond", known(row.rate(phase)));
            measured.put("p50Ms", known(row.p50(phase)));
            measured.put("p99Ms", known(row.p99(phase)));
            measured.put("closedLoop", row.top().get(phase));
            measured.put("openLoop", row.calm().get(phase));
            fields.put(phase.title(), measured);
        }
        fields.put("safety", row.safety());
        return fields;
    }

    private static Map<String, Object> goal(Goal.Result result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("of", result.goal().of());
        fields.put("to", result.goal().to());
        fields.put("measure", result.goal().measure().title());
        fields.put(
                result.goal().measure().isHigh() ? "atLeast" : "atMost",
                result.goal().bound());
        fields.put("ratio", known(result.ratio()));
        fields.put("met", result.met());
        return fields;
    }

    /** JSON has no NaN. */
    private static Spread known(Spread spread) {
        return spread.known() ? spread : null;
    }
}
