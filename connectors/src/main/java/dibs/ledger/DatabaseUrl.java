package dibs.ledger;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where the ledger database is and who to be there, from {@code postgresql://user:password@host:port/database?params}
 * or a {@code jdbc:postgresql://…} address.
 *
 * <p>Immutable. The password is in no message and not in {@link #toString()}; an empty user or password means none, and
 * the driver then looks for the password where {@code PGPASSFILE} says.
 */
public record DatabaseUrl(String jdbcUrl, String user, String password) {
    private static final String RIGHT =
            ": write postgresql://USER:PASSWORD@HOST:PORT/DATABASE or jdbc:postgresql://HOST:PORT/DATABASE";
    private static final int DEFAULT_PORT = 5432;
    private static final int MAX_PORT = 65_535;

    public DatabaseUrl {
        Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what is wrong and what would be right
     */
    public static DatabaseUrl parse(String text) {
        String address = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        if (!address.startsWith("postgresql://") && !address.startsWith("postgres://")) {
            throw wrong("the database address does not start with postgresql:// or jdbc:postgresql://");
        }
        URI uri = uri(address);
        if (uri.getHost() == null) {
            throw wrong("the database address names no host (special characters in a password must be %-encoded)");
        }
        if (uri.getRawFragment() != null) {
            throw wrong("the database address has a # (in a password it must be written %23)");
        }
        String database = uri.getRawPath();
        if (database.length() < 2 || database.indexOf('/', 1) > 0) {
            throw wrong("the database address names no database after the host");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        if (port < 1 || port > MAX_PORT) {
            throw wrong("the database address has a port that does not exist");
        }
        Login login = Login.of(uri.getRawUserInfo(), uri.getRawQuery());
        String base = "jdbc:postgresql://" + uri.getHost() + ":" + port + database;
        return new DatabaseUrl(
                login.rest().isEmpty() ? base : base + "?" + login.rest(), login.user(), login.password());
    }

    private static URI uri(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            // Its message repeats the address, and with it the password.
            throw wrong("the database address is malformed at character " + e.getIndex());
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + RIGHT);
    }

    @Override
    public String toString() {
        // Parameters may hold secrets as well (sslpassword).
        return jdbcUrl.split("\\?", 2)[0] + (user.isEmpty() ? "" : " as " + user);
    }

    /** User and password out of both places they may stand in, and the parameters that are left. */
    private record Login(String user, String password, String rest) {
        static Login of(String userInfo, String query) {
            String[] info = (userInfo == null ? "" : userInfo).split(":", 2);
            String user = decode(info[0]);
            String password = info.length < 2 ? "" : decode(info[1]);
            StringBuilder rest = new StringBuilder();
            for (String parameter : (query == null ? "" : query).split("&", -1)) {
                if (parameter.startsWith("user=")) {
                    user = decode(parameter.substring("user=".length()));
                } else if (parameter.startsWith("password=")) {
                    password = decode(parameter.substring("password=".length()));
                } else if (!parameter.isEmpty()) {
                    rest.append(rest.length() == 0 ? "" : "&").append(parameter);
                }
            }
            return new Login(user, password, rest.toString());
        }

        private static String decode(String text) {
            // A plus is a plus here, not a blank.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
