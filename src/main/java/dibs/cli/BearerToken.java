package dibs.cli;

import dibs.settings.SettingsFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The value of {@code --token}: a token, or {@code @FILE} that holds one, which other users of the machine cannot see. */
final class BearerToken {
    /** As RFC 6750 writes it. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private BearerToken() {}

    static String of(String option) {
        String token = option.startsWith("@") ? read(Path.of(option.substring(1))) : option.strip();
        if (!FORM.matcher(token).matches()) {
            throw new SettingsFailure("--token must be a bearer token, or @FILE with one in it");
        }
        return token;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SettingsFailure("--token: " + file + " cannot be read");
        }
    }
}
