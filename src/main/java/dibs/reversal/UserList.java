package dibs.reversal;

import dibs.campaign.Limits;
import dibs.settings.SettingsFailure;
import dibs.wire.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose grants are taken back, each once, in the order in which they were named. Immutable.
 *
 * @param twice how many lines named a user again
 * @param name what the list is called in a journal: a digest of what is in it, whatever the order
 */
public record UserList(List<String> users, long twice, String name) {
    private static final int MOST = 10_000_000;

    /** All who were granted something: which ones these are is known by the campaign. */
    static UserList ofAll(Collection<String> users) {
        return new UserList(List.copyOf(users), 0, "all");
    }

    /** Reads one id a line; throws, naming the line, where one is none. {@code source} is for people. */
    public static UserList read(InputStream lines, String source) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
        Set<String> users = new LinkedHashSet<>();
        long twice = 0;
        long number = 1;
        for (String line = in.readLine(); line != null; line = in.readLine(), number++) {
            String id = line.strip();
            if (!id.isEmpty() && !id.startsWith("#")) {
                requireId(id, number, source);
                twice += users.add(id) ? 0 : 1;
            }
            if (users.size() > MOST) {
                throw new SettingsFailure(source + " names more than " + MOST + " users; split it");
            }
        }
        if (users.isEmpty()) {
            throw new SettingsFailure(source + " names no user");
        }
        return new UserList(new ArrayList<>(users), twice, "sha256:" + digest(users));
    }

    private static void requireId(String id, long line, String source) {
        if (!Limits.isUserId(id)) {
            throw new SettingsFailure("line " + line + " of " + source + " is no user id: " + Printable.of(id));
        }
    }

    private static String digest(Set<String> users) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String user : new TreeSet<>(users)) {
                digest.update((user + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
