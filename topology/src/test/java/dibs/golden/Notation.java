package dibs.golden;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as one readable line, for golden files: text stands for its UTF-8, <code>{x:c3a9}</code> for
 * these bytes, <code>{repeat:3:ab}</code> for ababab, and <code>{absent}</code> alone for no bytes at all.
 */
public final class Notation {
    private static final String ABSENT = "{absent}";
    private static final String HEX = "{x:";
    private static final String REPEAT = "{repeat:";
    /** Shorter runs are easier to read as they are. */
    private static final int SHORTEST_RUN = 20;

    private Notation() {}

    /** The bytes that {@code line} stands for. */
    public static byte[] bytes(String line) {
        if (line.equals(ABSENT)) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < line.length(); ) {
            int end = line.indexOf('}', i) + 1;
            if (line.startsWith(HEX, i)) {
                out.writeBytes(HexFormat.of().parseHex(line, i + HEX.length(), end - 1));
            } else if (line.startsWith(REPEAT, i)) {
                String[] parts = line.substring(i + REPEAT.length(), end - 1).split(":", 2);
                out.writeBytes(utf8(parts[1].repeat(Integer.parseInt(parts[0]))));
            } else {
                end = i + Character.charCount(line.codePointAt(i));
                out.writeBytes(utf8(line.substring(i, end)));
            }
            i = end;
        }
        return out.toByteArray();
    }

    /** How {@code bytes} are written: as text if they are one without control characters, else as hex. */
    public static String of(byte[] bytes) {
        if (bytes == null) {
            return ABSENT;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean readable = Arrays.equals(utf8(text), bytes) && text.chars().noneMatch(Character::isISOControl);
        return readable ? shortened(text) : HEX + HexFormat.of().formatHex(bytes) + "}";
    }

    /** The text with long runs of one character made short, and what cannot be seen as its code. */
    public static String shortened(String text) {
        StringBuilder out = new StringBuilder();
        int[] points = text.codePoints().toArray();
        for (int i = 0, end; i < points.length; i = end) {
            end = i;
            while (end < points.length && points[end] == points[i]) {
                end++;
            }
            String one = visible(points[i]);
            out.append(end - i < SHORTEST_RUN ? one.repeat(end - i) : REPEAT + (end - i) + ":" + one + "}");
        }
        return out.toString();
    }

    private static String visible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK -> String.format("\\u%04x", point);
            case Character.SPACE_SEPARATOR -> point == ' ' ? " " : String.format("\\u%04x", point);
            default -> Character.toString(point);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
