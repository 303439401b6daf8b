package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom PostgreSQL runs: it refuses to be root, or a user without a name, and is then lent another identity.
 *
 * <p>A user namespace of its own is tried first (files stay root's, nothing to hand over); where containers forbid that,
 * the account "nobody" is used, which must then own the data and reach its folder.
 */
enum PostgresAccount {
    OWN(""),
    NAMESPACE("unshare -U"),
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private static final int NOBODY_ID = 65534;
    private final String prefix;

    PostgresAccount(String prefix) {
        this.prefix = prefix;
    }

    static PostgresAccount choose() {
        String user = ProcessHandle.current().info().user().orElse("");
        boolean nameless = user.chars().allMatch(Character::isDigit);
        if (!user.equals("root") && !nameless) {
            return OWN;
        }
        for (PostgresAccount account : List.of(NAMESPACE, NOBODY)) {
            if (Tool.works(account.command("true").toArray(String[]::new))) {
                return account;
            }
        }
        throw new LocalFailure("PostgreSQL refuses to run as root or as a user without a name, and this machine allows"
                + " no other identity; start as another user or give a database with --database URL.");
    }

    List<String> command(String... words) {
        List<String> all = new ArrayList<>();
        if (!prefix.isEmpty()) {
            all.addAll(List.of(prefix.split(" ", -1)));
        }
        all.addAll(List.of(words));
        return all;
    }

    /** A folder only this account may enter, as PostgreSQL demands. */
    void give(Path folder) throws IOException {
        if (this == NOBODY) {
            Files.setAttribute(folder, "unix:gid", NOBODY_ID);
            Files.setAttribute(folder, "unix:uid", NOBODY_ID);
        }
    }

    /** Where the unpacked programs are kept: shared by all data folders of a user, if the account can get there. */
    Path programs(DataFolder folder) {
        Path shared = cache().resolve("dibs");
        boolean usable = this != NOBODY && writable(shared);
        return usable ? shared : folder.path().resolve("programs");
    }

    private static Path cache() {
        String chosen = System.getenv("XDG_CACHE_HOME");
        boolean absolute = chosen != null && chosen.startsWith("/");
        return absolute ? Path.of(chosen) : Path.of(System.getProperty("user.home"), ".cache");
    }

    private static boolean writable(Path folder) {
        try {
            return Files.isWritable(Files.createDirectories(folder));
        } catch (IOException no) {
            return false;
        }
    }
}
