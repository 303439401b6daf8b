package dibs.wire;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Times as text: RFC 3339 in UTC with milliseconds, for example {@code 2026-11-23T01:02:03.456Z}. */
public final class Rfc3339 {
    private static final String FORM = "must be an RFC 3339 time in UTC, for example 2026-11-23T01:02:03.456Z";
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z");
    private static final int WHOLE_SECONDS = "2026-11-23T01:02:03Z".length();

    private Rfc3339() {}

    /** Formats milliseconds since 1970, UTC; years 0000 to 9999. */
    public static String format(long millis) {
        LocalDateTime t = LocalDateTime.ofEpochSecond(
                Math.floorDiv(millis, 1000), (int) Math.floorMod(millis, 1000L) * 1_000_000, ZoneOffset.UTC);
        char[] out = "0000-00-00T00:00:00.000Z".toCharArray();
        digits(out, 0, 4, t.getYear());
        digits(out, 5, 2, t.getMonthValue());
        digits(out, 8, 2, t.getDayOfMonth());
        digits(out, 11, 2, t.getHour());
        digits(out, 14, 2, t.getMinute());
        digits(out, 17, 2, t.getSecond());
        digits(out, 20, 3, t.getNano() / 1_000_000);
        return new String(out);
    }

    /**
     * Reads a time of the years 1970 to 9999 with none to three decimals of a second.
     *
     * @param field named in the complaint
     * @return milliseconds since 1970, UTC
     */
    public static long parse(String field, String text) throws Malformed {
        if (!TIME.matcher(text).matches()) {
            throw new Malformed(field, FORM);
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 5, 2),
                    number(text, 8, 2),
                    number(text, 11, 2),
                    number(text, 14, 2),
                    number(text, 17, 2));
            if (time.getYear() < 1970) {
                throw new Malformed(field, "must not lie before 1970");
            }
            return time.toEpochSecond(ZoneOffset.UTC) * 1000 + millis(text);
        } catch (DateTimeException e) {
            throw new Malformed(field, FORM);
        }
    }

    private static int millis(String text) {
        if (text.length() == WHOLE_SECONDS) {
            return 0;
        }
        String decimals = text.substring(WHOLE_SECONDS, text.length() - 1);
        return Integer.parseInt((decimals + "00").substring(0, 3));
    }

    private static int number(String text, int from, int length) {
        return Integer.parseInt(text.substring(from, from + length));
    }

    private static void digits(char[] out, int from, int length, int value) {
        for (int i = from + length - 1, rest = value; i >= from; i--, rest /= 10) {
            out[i] = (char) ('0' + rest % 10);
        }
    }
}
