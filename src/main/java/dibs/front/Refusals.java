package dibs.front;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What this front turns away because it is too much, counted by reason. Thread-safe. */
final class Refusals {
    private final Map<Reason, Counted> counted = new EnumMap<>(Reason.class);

    /** How many were told the same. */
    private record Counted(Counter counter, Problem problem) {}

    /** Each is a bound of {@link FrontLimits}, and says so to who is turned away. */
    enum Reason {
        CONNECTIONS(503, "too many connections are open here; try again later"),
        ADDRESS_RATE(429, "too many requests from this address; send it again later"),
        BODIES(503, "too many bodies are awaited; nothing was written, send it again later"),
        SLOW_BODY(408, "the body did not arrive in time; send it as one piece, with its true length"),
        UNDER_WAY(503, "too many requests are under way; nothing was written, send it again later"),
        WAIT(503, "claims wait too long here; nothing was written, send it again later"),
        LOG(503, "the log cannot be reached; nothing was written, send it again later"),
        USER_RATE(429, "too many claims of this user; nothing was written, send it again later"),
        LISTENERS(503, "too many listen already; try again later");

        private final int status;
        private final String detail;

        Reason(int status, String detail) {
            this.status = status;
            this.detail = detail;
        }

        private Problem problem() {
            String title = switch (status) {
                case 408 -> "Request Timeout";
                case 429 -> "Too Many Requests";
                default -> "Service Unavailable";
            };
            return new Problem(status, title, detail);
        }
    }

    Refusals(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            Counter counter = Counter.builder("dibs.http.refused")
                    .description("Requests turned away because of a bound; none of them wrote anything")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            counted.put(reason, new Counted(counter, reason.problem()));
        }
    }

    /** Counts one, and is what to answer or to throw. */
    Problem count(Reason reason) {
        Counted one = counted.get(reason);
        one.counter().increment();
        return one.problem();
    }
}
