package dibs.audit;

import dibs.terminal.PrettyJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A report as people and as programs read it. Stateless and thread-safe. */
public final class ReportText {

    private ReportText() {}

    /** A table of what was looked at, and a table of findings with their examples. */
    public static String table(AuditReport report) {
        StringBuilder out = new StringBuilder();
        out.append("cut at requests ").append(String.join(" ", report.cut())).append('\n');
        report.looked().forEach((what, count) -> {
            if (count > 0) {
                out.append(line("  %-24s %,15d%n", what.words(), count));
            }
        });
        out.append(line(
                "read %,d records in %.1f s (%,.0f a second)%n",
                report.records(), report.seconds(), report.records() / Math.max(report.seconds(), 0.001)));
        notRecomputed(out, report.notRecomputed());
        if (report.isClean()) {
            return out.append("no finding\n").toString();
        }
        long all = report.findings().values().stream()
                .mapToLong(AuditReport.Found::count)
                .sum();
        out.append(line("%,d findings%n", all));
        report.findings().forEach((kind, found) -> {
            out.append(line("%n  %-24s %,12d  %s%n", kind.wireName(), found.count(), kind.meaning()));
            found.examples()
                    .forEach(example -> out.append("    ").append(example).append('\n'));
        });
        return out.toString();
    }

    private static void notRecomputed(StringBuilder out, AuditReport.NotRecomputed not) {
        if (not.begins().isEmpty()) {
            return;
        }
        out.append("the requests begin at ")
                .append(String.join(" ", not.begins()))
                .append(": trimmed\n");
        if (not.campaigns() > 0) {
            out.append(line(
                    "archived campaigns that were opened before that and are not recomputed: %,d (%s%s); what is left of"
                            + " their decisions, entries and rows is taken as it is%n",
                    not.campaigns(),
                    String.join(", ", not.examples()),
                    not.campaigns() > not.examples().size() ? ", …" : ""));
        }
    }

    /** The same as one JSON object. */
    public static String json(AuditReport report) {
        Map<String, Object> findings = new LinkedHashMap<>();
        report.findings().forEach((kind, found) -> findings.put(kind.wireName(), found));
        Map<String, Long> looked = new LinkedHashMap<>();
        report.looked().forEach((what, count) -> looked.put(what.wireName(), count));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("clean", report.isClean());
        all.put("findings", findings);
        all.put("looked", looked);
        all.put("cut", report.cut());
        all.put("notRecomputed", report.notRecomputed());
        all.put("seconds", report.seconds());
        all.put("records", report.records());
        return PrettyJson.of(all);
    }

    private static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
