package dibs.front;

import io.javalin.security.RouteRole;

/** Who may call a route while {@code auth.mode} is {@code jwt}; every route has one, see {@link Guard}. */
enum Access implements RouteRole {
    /** Anyone. */
    OPEN,
    /** Whoever has a valid token. */
    ANY_TOKEN,
    /** The user the call is about and who acts for it; the route says which user, once it has read the call. */
    USER,
    /** Operators. */
    OPERATOR,
    /** Nobody here: not for those who can reach this port. */
    NOT_HERE
}
