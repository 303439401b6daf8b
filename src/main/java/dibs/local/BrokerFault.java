package dibs.local;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the broker inside this process gives up: it is reported, and the process ends with status 1.
 *
 * <p>Left alone, Kafka halts the JVM on the spot: no shutdown hook runs, and PostgreSQL and Redis stay behind. Here the
 * hooks get a bounded time first. The calling thread is ended by an exception, because Kafka counts on not returning
 * and a thread blocked in exit would hold up the broker's own shutdown. Thread-safe.
 */
final class BrokerFault {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerFault.class);
    private static final Duration HOOKS = Duration.ofSeconds(30);
    private static final AtomicBoolean ENDING = new AtomicBoolean();

    private BrokerFault() {}

    static void install() {
        Exit.setExitProcedure(BrokerFault::end);
        Exit.setHaltProcedure(BrokerFault::end);
    }

    private static void end(int status, String message) {
        if (ENDING.compareAndSet(false, true)) {
            LOG.error(
                    "The embedded Kafka broker failed and cannot go on{}; ending.",
                    message == null ? "" : ": " + message);
            daemon("broker-fault-exit", () -> Runtime.getRuntime().exit(1));
            daemon("broker-fault-halt", () -> {
                Patience.until(HOOKS, () -> false);
                Runtime.getRuntime().halt(1);
            });
        }
        throw new IllegalStateException("the embedded broker asked the process to end with status " + status);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
