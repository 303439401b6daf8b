package dibs.reversal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What a front answered to one attempt.
 *
 * @param position of the request that was decided, or null
 * @param retryAfterMillis what the answer asks for; 0: nothing
 */
record Heard(int status, JsonNode body, String position, long retryAfterMillis) {
    private static final Set<Integer> NOBODY_MAY = Set.of(401, 403);
    private static final int TOO_MANY = 429;
    private static final int ACCEPTED = 202;
    private static final int FIRST_OF_SERVERS = 500;

    String text(String field) {
        return body.path(field).asText("");
    }

    /** Whether the same call may be answered otherwise a little later. */
    boolean isForNow() {
        return status == ACCEPTED || status == TOO_MANY || status >= FIRST_OF_SERVERS;
    }

    /** Whether every other user would be told the same. */
    boolean isForAll() {
        return NOBODY_MAY.contains(status) || text("outcome").equals("unknown_campaign");
    }

    /** What it says of the user; a reversal under {@code requestId} is this run's own. */
    Outcome outcome(String requestId) {
        return switch (text("outcome")) {
            case "reversed" -> text("requestId").equals(requestId) ? Outcome.REVERSED : Outcome.REVERSED_BEFORE;
            case "not_granted" -> Outcome.NOT_GRANTED;
            case "archived" -> Outcome.ARCHIVED;
            default -> Outcome.REFUSED;
        };
    }

    /** For people. */
    String words() {
        String detail = text("detail").isEmpty() ? text("outcome") : text("detail");
        return (status + " " + detail).strip();
    }
}
