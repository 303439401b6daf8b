package dibs.local;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Drops warnings that the embedded broker gives at every healthy start or stop, named by their words.
 *
 * <p>Their loggers stay on, because what else these say matters to whoever runs against a Kafka elsewhere.
 */
public final class KnownNoise extends Filter<ILoggingEvent> {
    private static final List<String> WORDS = List.of(
            "Performing controller activation.", "Attempting to close NetworkClient that has already been closed");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return WORDS.stream().anyMatch(message::contains) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
