package dibs.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Whoever sent a call, and what it may do. Immutable; in no text, since it names a user.
 *
 * @param subject the token's {@code sub}, or null where it has none
 */
public record Caller(String subject, Set<String> scopes) {
    /** A backend that acts for its users. */
    public static final String CLAIM = "dibs:claim";

    /** An operator, who may also read everything. */
    public static final String OPERATE = "dibs:operate";

    /** Anyone, where no tokens are asked for. */
    public static final Caller ANYONE = new Caller(null, Set.of(CLAIM, OPERATE));

    static Caller of(JWTClaimsSet claims) {
        Object given = claims.getClaim("scope") == null ? claims.getClaim("scp") : claims.getClaim("scope");
        return new Caller(claims.getSubject(), scopes(given));
    }

    /** Issuers write them as one text with blanks between, or as a list. */
    private static Set<String> scopes(Object given) {
        if (given instanceof String text) {
            return Set.copyOf(List.of(text.split(" ")));
        }
        if (given instanceof Collection<?> list) {
            return Set.copyOf(list.stream().map(String::valueOf).toList());
        }
        return Set.of();
    }

    public boolean mayOperate() {
        return scopes.contains(OPERATE);
    }

    public boolean mayClaimFor(String user) {
        return user.equals(subject) || scopes.contains(CLAIM);
    }

    public boolean mayReadOf(String user) {
        return mayClaimFor(user) || mayOperate();
    }

    @Override
    public String toString() {
        return "caller";
    }
}
