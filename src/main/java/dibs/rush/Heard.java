package dibs.rush;

import java.util.Map;

/**
 * What came back for an attempt, as it came.
 *
 * @param status of HTTP; 0 over Kafka
 * @param body fields of the answer; empty if it was no JSON object
 * @param location where the outcome can be asked for, or null
 * @param retryAfterMillis how long to wait before the next attempt, if the answer says so; else 0
 */
record Heard(int status, Map<String, Object> body, String location, long retryAfterMillis) {

    String text(String field) {
        return body.get(field) instanceof String text ? text : null;
    }

    /** The number, or -1. */
    long whole(String field) {
        return body.get(field) instanceof Integer || body.get(field) instanceof Long
                ? ((Number) body.get(field)).longValue()
                : -1;
    }

    boolean isRepeated() {
        return Boolean.TRUE.equals(body.get("repeated"));
    }
}
