package dibs.compare;

import java.util.Locale;

/** A comparison as people read it: a table, under each row what it did wrong, and the goals. Stateless. */
public final class CompareText {
    private static final String ROW = "%-26s %24s %24s %15s %15s %9s%n";

    private CompareText() {}

    public static String table(CompareReport report) {
        StringBuilder out = new StringBuilder(head(report));
        out.append(line(ROW, "", "grants / s", "refusals / s", "grants, ms", "refusals, ms", ""));
        out.append(line(
                ROW, "contender", "median (least-most)", "median (least-most)", "p50 / p99", "p50 / p99", "generator"));
        report.rows().forEach(row -> row(out, row));
        if (!report.goals().isEmpty()) {
            out.append(line(
                    "%n%-62s %22s %9s%n", "goal: median of the ratios of each round", "ratio (least-most)", "wanted"));
            report.goals().forEach(goal -> goal(out, goal));
        }
        return out.toString();
    }

    private static String head(CompareReport report) {
        ComparePlan plan = report.plan();
        return line(
                "compare, class %s (what is acknowledged outlives %s), %,d claims under way, %d rounds of %.1f s%n"
                        + "%s; %s; took %.0f s%n"
                        + "latencies in an open loop at a fifth of the contender's own rate, from when a claim was due;"
                        + " generator: processors it used at the top rate%n%n",
                plan.durability(),
                plan.durability() == Durability.P ? "a killed process" : "a power cut on one disk",
                plan.inFlight(),
                plan.rounds(),
                plan.seconds(),
                report.machine(),
                report.pinning(),
                report.seconds());
    }

    private static void row(StringBuilder out, Row row) {
        out.append(line(
                ROW,
                row.title(),
                rate(row.rate(Phase.GRANTS)),
                rate(row.rate(Phase.REFUSALS)),
                latency(row, Phase.GRANTS),
                latency(row, Phase.REFUSALS),
                number("%.2f", row.generator(Phase.GRANTS).median())));
        if (row.failure() != null) {
            out.append(line("  NOT MEASURED TO THE END: %s%n", row.failure()));
        }
        unexpected(out, row);
        if (row.safety() != null) {
            safety(out, row.safety());
        }
    }

    /** Claims that failed, or were told something else, without anybody having been killed. */
    private static void unexpected(StringBuilder out, Row row) {
        long failed = row.figures().mapToLong(Figure::failed).sum();
        long other = row.figures().mapToLong(Figure::other).sum();
        if (failed + other > 0) {
            String example = row.figures()
                    .map(Figure::failure)
                    .filter(why -> why != null)
                    .findFirst()
                    .orElse("");
            out.append(line("  %,d claims failed, %,d were told something else: %s%n", failed, other, example));
        }
    }

    private static void safety(StringBuilder out, Safety safety) {
        out.append(line(
                "  contested, with kill -9: room %,d, stored %,d; over-grants %,d, double grants %,d, lost grants %,d, rank"
                        + " gaps %,d; %,d claims unanswered%s%n",
                safety.room(),
                safety.stored(),
                safety.over(),
                safety.twice(),
                safety.lost(),
                safety.gaps(),
                safety.unanswered(),
                safety.trouble() == null ? "" : "; " + safety.trouble()));
    }

    private static void goal(StringBuilder out, Goal.Result result) {
        Goal goal = result.goal();
        Spread ratio = result.ratio();
        out.append(line(
                "%-62s %22s %9s  %s%n",
                result.of() + " ÷ " + result.to() + ", " + goal.measure().title(),
                line("%.2f (%.2f-%.2f)", ratio.median(), ratio.least(), ratio.most()),
                line("%s %.2f", goal.measure().isHigh() ? "≥" : "≤", goal.bound()),
                result.met() ? "met" : "NOT MET"));
    }

    private static String rate(Spread spread) {
        return spread.known() ? line("%,.0f (%,.0f-%,.0f)", spread.median(), spread.least(), spread.most()) : "-";
    }

    private static String latency(Row row, Phase phase) {
        return number("%.1f", row.p50(phase).median()) + " / "
                + number("%.1f", row.p99(phase).median());
    }

    private static String number(String form, double value) {
        return Double.isNaN(value) ? "-" : line(form, value);
    }

    private static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
