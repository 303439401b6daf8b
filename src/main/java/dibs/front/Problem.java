package dibs.front;

import dibs.campaign.Limits;
import dibs.wire.Json;
import dibs.wire.Malformed;
import java.util.concurrent.ThreadLocalRandom;

/** An answer that is no success, as RFC 9457 problem details. Expected, so it carries no stack trace. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String MEDIA_TYPE = "application/problem+json";

    private final int status;
    private final String title;
    private final String field;
    private final String outcome;
    private transient byte[] body;

    Problem(int status, String title, String detail) {
        this(status, title, detail, null, null);
    }

    /** With the field at fault and the log's outcome, or null where there is none. */
    Problem(int status, String title, String detail, String field, String outcome) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.field = field;
        this.outcome = outcome;
    }

    static Problem malformed(String field, String message) {
        String subject = field == null ? "the body" : field;
        return new Problem(400, "Bad Request", subject + " " + message, field, null);
    }

    static Problem malformed(Malformed e) {
        return new Problem(400, "Bad Request", e.sentence("the body"), e.field(), null);
    }

    static Problem tooLarge() {
        return new Problem(413, "Content Too Large", "a body may have at most " + Limits.MAX_REQUEST_BYTES + " bytes");
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Service Unavailable", detail);
    }

    int status() {
        return status;
    }

    /** Whether the same call may work a little later. */
    boolean isTransient() {
        return status == 503 || status == 429;
    }

    /** Seconds for {@code Retry-After}. */
    static String retryAfter() {
        return Integer.toString(retryAfter(1));
    }

    /** At least so many seconds, spread out, so that those turned away do not all come back at once. */
    static int retryAfter(int least) {
        return ThreadLocalRandom.current().nextInt(least, 2 * least + 2);
    }

    /** Not to be changed. */
    byte[] body() {
        if (body == null) {
            body = write();
        }
        return body;
    }

    private byte[] write() {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "about:blank");
            out.writeStringField("title", title);
            out.writeNumberField("status", status);
            out.writeStringField("detail", getMessage());
            if (field != null) {
                out.writeStringField("field", field);
            }
            if (outcome != null) {
                out.writeStringField("outcome", outcome);
            }
            out.writeEndObject();
        });
    }
}
