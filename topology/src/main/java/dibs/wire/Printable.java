package dibs.wire;

/** What came from outside, made fit to be shown: it may end in logs, headers, answers and terminals. */
public final class Printable {
    private static final int LONGEST = 120;

    /** Controls, also those of terminals and of writing direction; what cannot be seen; halves of characters. */
    private static final String UNFIT = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]";

    private Printable() {}

    /** At most 121 characters, each of which can be seen and none of which changes how others are shown. */
    public static String of(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return shown.replaceAll(UNFIT, "?");
    }
}
