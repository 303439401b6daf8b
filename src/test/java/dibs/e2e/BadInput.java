package dibs.e2e;

import dibs.golden.Notation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables of bad input as text: classes begin with {@code ##}, each other line is an input and, after an arrow, what
 * becomes of it. Bytes are written as in {@link Notation}.
 */
final class BadInput {
    private static final String ARROW = " ->";

    private BadInput() {}

    /** Inputs of one kind. */
    record Kind(String name, List<Case> cases) {}

    /** One input as it is written, and what is expected. */
    record Case(String input, String expected) {

        byte[] bytes() {
            return Notation.bytes(input);
        }

        /** A name for reports. */
        String name() {
            return input.length() > 80 ? input.substring(0, 80) + "…" : input;
        }
    }

    static List<Kind> read(String resource) {
        List<Kind> kinds = new ArrayList<>(List.of(new Kind(resource, new ArrayList<>())));
        text(resource).lines().forEach(line -> {
            int arrow = line.lastIndexOf(ARROW);
            if (line.startsWith("## ")) {
                kinds.add(new Kind(line.substring(3), new ArrayList<>()));
            } else if (arrow >= 0 && !line.startsWith("# ")) {
                String expected = line.substring(arrow + ARROW.length()).stripLeading();
                kinds.get(kinds.size() - 1).cases().add(new Case(line.substring(0, arrow), expected));
            }
        });
        kinds.removeIf(kind -> kind.cases().isEmpty());
        return kinds;
    }

    private static String text(String resource) {
        try (var in = BadInput.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
