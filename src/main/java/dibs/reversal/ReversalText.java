package dibs.reversal;

import java.util.Locale;

/** A report as people read it. Stateless and thread-safe. */
public final class ReversalText {
    private ReversalText() {}

    /** Counts by outcome, the time it took, and who was not reversed. */
    public static String table(ReversalReport report) {
        StringBuilder out = new StringBuilder();
        out.append(line(
                "reverse %s: %,d users, points %s%n",
                report.plan().campaign(),
                report.users(),
                report.plan().returnBudget() ? "go back to the budget" : "do not go back to the budget"));
        report.counts().forEach((outcome, count) -> out.append(line("  %-24s %,15d%n", outcome.words(), count)));
        if (report.twice() > 0) {
            out.append(line("  %-24s %,15d%n", "lines named one again", report.twice()));
        }
        out.append(line("in %.1f s; %,d were told before by the journal%n", report.seconds(), report.before()));
        report.notReversed().forEach(each -> out.append("  ").append(each).append('\n'));
        int left = report.users()
                - report.count(Outcome.REVERSED)
                - report.count(Outcome.REVERSED_BEFORE)
                - report.count(Outcome.NOT_ASKED)
                - report.notReversed().size();
        if (left > 0) {
            out.append(line("  and %,d more, in the journal%n", left));
        }
        return out.toString();
    }

    /** What a run would do. */
    public static String dryRun(ReversalPlan plan, UserList users, ReversalJournal journal) {
        int left = users.users().size() - journal.size();
        return line(
                "dry run: would take back grants of %s from %,d users (%,d more were told before by the journal),"
                        + " in %.0f s at least, points %s; nothing was sent%n",
                plan.campaign(),
                left,
                journal.size(),
                left / plan.rate(),
                plan.returnBudget() ? "go back to the budget" : "do not go back to the budget");
    }

    private static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
