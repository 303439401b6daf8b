package dibs.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the contract writes them: RFC 3339, UTC, milliseconds. Remembers the last, as many are the same. */
final class Times {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private long lastMillis = Long.MIN_VALUE;
    private String lastText;

    String text(long millis) {
        if (millis != lastMillis) {
            lastText = FORM.format(Instant.ofEpochMilli(millis));
            lastMillis = millis;
        }
        return lastText;
    }

    String textOrNull(Long millis) {
        return millis == null ? null : FORM.format(Instant.ofEpochMilli(millis));
    }
}
