package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * What Dibs and the libraries that serve its callers log as an error or with a stack trace: nothing that a caller does
 * may cause that. Thread-safe.
 */
final class Complaints extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final List<String> LOGGERS =
            List.of("dibs", "org.eclipse.jetty", "io.javalin", "org.apache.kafka.streams");

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    private Complaints() {}

    static Complaints listen() {
        Complaints complaints = new Complaints();
        complaints.start();
        LOGGERS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).addAppender(complaints));
        return complaints;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
            heard.add(event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage());
        }
    }

    /** Of what was logged since the last call. */
    void assertNone() {
        List<String> since = List.copyOf(heard);
        heard.clear();
        assertThat(since).as("what was logged").isEmpty();
    }

    @Override
    public void close() {
        LOGGERS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).detachAppender(this));
    }
}
