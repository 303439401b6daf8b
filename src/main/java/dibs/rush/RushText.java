package dibs.rush;

import dibs.terminal.PrettyJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as people and as programs read it. Stateless and thread-safe. */
public final class RushText {
    private static final int BAR = 30;
    /** Milliseconds: a generator that is later than this has not kept its schedule. */
    private static final double LATE = 100;

    private RushText() {}

    /** Rates, a table of latencies, a picture of them, and the verdict. */
    public static String table(RushReport report) {
        StringBuilder out = new StringBuilder();
        RushPlan plan = report.plan();
        out.append(line(
                "rush %s over %s%n%,d claims of %,d users, budget %,d = %,d grants of %,d%n",
                plan.campaign(),
                report.target(),
                plan.claims(),
                plan.users(),
                plan.budget(),
                plan.budget() / plan.reward(),
                plan.reward()));
        rates(out, report);
        out.append(line(
                "%n%-18s %11s %9s %9s %9s %9s %9s  ms from when it was due%n",
                "outcome", "count", "p50", "p90", "p99", "p99.9", "max"));
        report.latencies().forEach((outcome, each) -> latency(out, outcome, each));
        picture(out, report.picture());
        report.attempts().forEach((why, count) -> out.append(line("attempts %-14s %,9d%n", why, count)));
        verdict(out, report);
        return out.toString();
    }

    private static void rates(StringBuilder out, RushReport report) {
        if (report.plan().isOpenLoop()) {
            out.append(line(
                    "asked %,.0f/s, sent %,.0f/s, answered %,.0f/s, in %.1f s%n",
                    report.askedRate(), report.sentRate(), report.answeredRate(), report.seconds()));
            if (report.leftLate().p99() > LATE) {
                out.append(line(
                        "claims left late (p50 %.0f ms, p99 %.0f ms): %,d were under way already (--concurrency), or this"
                                + " machine is too slow; that time counts into the latencies%n",
                        report.leftLate().p50(),
                        report.leftLate().p99(),
                        report.plan().concurrency()));
            }
        } else {
            out.append(line(
                    "closed loop of %,d: answered %,.0f/s, in %.1f s%n",
                    report.plan().concurrency(), report.answeredRate(), report.seconds()));
        }
    }

    private static void latency(StringBuilder out, String outcome, RushReport.Latency each) {
        out.append(line(
                "%-18s %,11d %9.1f %9.1f %9.1f %9.1f %9.1f%n",
                outcome, each.count(), each.p50(), each.p90(), each.p99(), each.p999(), each.max()));
    }

    private static void picture(StringBuilder out, Map<Double, List<Long>> picture) {
        long largest = picture.values().stream()
                .flatMap(List::stream)
                .mapToLong(count -> count)
                .max()
                .orElse(1);
        out.append(line("%n%10s  %-" + BAR + "s %11s  %-" + BAR + "s %11s%n", "ms", "grants", "", "refusals", ""));
        boolean begun = false;
        for (Map.Entry<Double, List<Long>> each : picture.entrySet()) {
            long grants = each.getValue().get(0);
            long refusals = each.getValue().get(1);
            begun |= grants + refusals > 0;
            if (begun) {
                out.append(line(
                        "%10s  %-" + BAR + "s %,11d  %-" + BAR + "s %,11d%n",
                        line("< %.1f", each.getKey()),
                        bar(grants, largest),
                        grants,
                        bar(refusals, largest),
                        refusals));
            }
        }
        out.append(line("%n"));
    }

    /** What is there at all has at least one mark. */
    private static String bar(long count, long largest) {
        return "#".repeat((int) (count == 0 ? 0 : Math.max(1, BAR * count / Math.max(1, largest))));
    }

    private static void verdict(StringBuilder out, RushReport report) {
        if (report.isClean()) {
            out.append(line(
                    "nothing contradicts: %,d users were granted %,d points, ranks 1 to %,d without a gap, each user once%n",
                    report.usersGranted(), report.pointsGranted(), report.usersGranted()));
            return;
        }
        report.contradictions().forEach((kind, found) -> {
            out.append(line("CONTRADICTION %s: %s, %,d times%n", kind.wireName(), kind.meaning(), found.count()));
            found.examples().forEach(example -> out.append("  ").append(example).append('\n'));
        });
    }

    /** The same as one JSON object. */
    public static String json(RushReport report) {
        RushPlan plan = report.plan();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("clean", report.isClean());
        all.put("campaign", plan.campaign());
        all.put("target", report.target());
        all.put("users", plan.users());
        all.put("claims", plan.claims());
        all.put("budget", plan.budget());
        all.put("reward", plan.reward());
        all.put("concurrency", plan.concurrency());
        all.put("askedRate", report.askedRate());
        all.put("sentRate", report.sentRate());
        all.put("answeredRate", report.answeredRate());
        all.put("seconds", report.seconds());
        all.put("latenciesMs", report.latencies());
        all.put("leftLateMs", report.leftLate());
        all.put("attempts", report.attempts());
        all.put("usersGranted", report.usersGranted());
        all.put("pointsGranted", report.pointsGranted());
        Map<String, Object> contradictions = new LinkedHashMap<>();
        report.contradictions().forEach((kind, found) -> contradictions.put(kind.wireName(), found));
        all.put("contradictions", contradictions);
        return PrettyJson.of(all);
    }

    private static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
