package dibs.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A comparison as a picture (SVG): rates and latencies side by side, readable on light and dark pages. Used once.
 *
 * <p>Rates are on a linear scale, as bars must be; latencies lie orders of magnitude apart, so theirs is logarithmic, and a
 * line goes from p50 to p99.
 */
public final class ComparePicture {
    private static final int WIDTH = 960;
    private static final int TOP = 84;
    private static final int ROW = 40;
    private static final int NAMES = 200;
    private static final int PANEL = 300;
    private static final int RATES = NAMES + 10;
    private static final int LATENCIES = RATES + PANEL + 110;
    private static final int BAR = 11;
    /** Milliseconds, the decades of the scale. */
    private static final double LEAST_MS = 0.1;

    private static final String STYLE = """
            <style>
            svg { background: #ffffff; font: 12px system-ui, sans-serif; }
            text { fill: #24292f; } .faint { fill: #57606a; } line { stroke: #d0d7de; }
            .grants { fill: #0969da; stroke: #0969da; } .refusals { fill: #bc4c00; stroke: #bc4c00; }
            .range { stroke-width: 3; }
            @media (prefers-color-scheme: dark) {
            svg { background: #0d1117; } text { fill: #e6edf3; } .faint { fill: #9198a1; } line { stroke: #3d444d; }
            .grants { fill: #58a6ff; stroke: #58a6ff; } .refusals { fill: #f0883e; stroke: #f0883e; }
            }
            </style>
            """;

    private final CompareReport report;
    private final StringBuilder out = new StringBuilder();
    private final double mostRate;
    private final double decades;

    private ComparePicture(CompareReport report) {
        this.report = report;
        this.mostRate = most(report.rows().stream()
                .flatMapToDouble(row -> DoubleStream.of(rate(row, Phase.GRANTS), rate(row, Phase.REFUSALS))));
        double mostMs = most(report.rows().stream()
                .flatMapToDouble(row -> DoubleStream.of(
                        row.p99(Phase.GRANTS).median(), row.p99(Phase.REFUSALS).median())));
        this.decades = Math.max(1, Math.ceil(Math.log10(mostMs / LEAST_MS)));
    }

    /** The whole file. */
    public static String of(CompareReport report) {
        return new ComparePicture(report).draw();
    }

    private static double rate(Row row, Phase phase) {
        return row.rate(phase).median();
    }

    private static double most(DoubleStream values) {
        return values.filter(value -> !Double.isNaN(value)).max().orElse(1);
    }

    private String draw() {
        List<Row> rows = report.rows();
        int height = TOP + ROW * rows.size() + 20;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"Rates and latencies of all contenders\">%n",
                WIDTH, height, WIDTH, height);
        out.append(STYLE);
        legend();
        scale(height - 20);
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), TOP + ROW * i);
        }
        return out.append("</svg>\n").toString();
    }

    private void legend() {
        ComparePlan plan = report.plan();
        text(
                10,
                22,
                "",
                "class %s, %,d claims under way, medians of %d rounds",
                plan.durability(),
                plan.inFlight(),
                plan.rounds());
        text(RATES, 46, "", "claims a second, closed loop");
        text(LATENCIES, 46, "", "milliseconds at a fifth of it, p50 to p99");
        int x = NAMES + 10;
        for (Phase phase : Phase.values()) {
            add("<rect class=\"%s\" x=\"%d\" y=\"56\" width=\"10\" height=\"10\"/>%n", phase.title(), x);
            text(x + 16, 65, "faint", "%s", phase.title());
            x += 90;
        }
    }

    private void scale(int bottom) {
        for (int decade = 0; decade <= decades; decade++) {
            double ms = LEAST_MS * Math.pow(10, decade);
            int x = LATENCIES + at(ms);
            add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x, TOP - 8, x, bottom);
            text(x - 6, TOP - 14, "faint", "%s", ms < 1 ? "0.1" : String.format(Locale.ROOT, "%.0f", ms));
        }
        add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", RATES, TOP - 8, RATES, bottom);
    }

    private void row(Row row, int y) {
        text(10, y + 18, "", "%s", row.title());
        int line = y;
        for (Phase phase : Phase.values()) {
            bar(row, phase, line);
            range(row, phase, line + BAR / 2);
            line += BAR + 3;
        }
    }

    private void bar(Row row, Phase phase, int y) {
        double rate = rate(row, phase);
        if (!Double.isNaN(rate)) {
            int width = (int) Math.max(1, PANEL * rate / mostRate);
            add(
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                    phase.title(), RATES, y, width, BAR);
            text(RATES + width + 6, y + BAR - 1, "faint", "%,.0f", rate);
        }
    }

    private void range(Row row, Phase phase, int y) {
        double p50 = row.p50(phase).median();
        double p99 = row.p99(phase).median();
        if (!Double.isNaN(p50)) {
            int from = LATENCIES + at(p50);
            int to = LATENCIES + at(p99);
            add("<line class=\"%s range\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", phase.title(), from, y, to, y);
            add("<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"4\"/>%n", phase.title(), from, y);
            text(to + 6, y + 4, "faint", "%.1f / %.1f", p50, p99);
        }
    }

    /** Where on the scale, from its begin. */
    private int at(double ms) {
        double decade = Math.log10(Math.max(LEAST_MS, ms) / LEAST_MS);
        return (int) ((PANEL - 60) * decade / decades);
    }

    private void text(int x, int y, String kind, String form, Object... values) {
        String text =
                String.format(Locale.ROOT, form, values).replace("&", "&amp;").replace("<", "&lt;");
        add("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", kind, x, y, text);
    }

    private void add(String form, Object... values) {
        out.append(String.format(Locale.ROOT, form, values));
    }
}
