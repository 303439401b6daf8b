package dibs.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process in order, whatever ends it: what was opened last is closed first, then the process is gone.
 *
 * <p>It halts with its own status because the virtual machine would call an orderly stop by a signal a failure
 * (143, 130). Thread-safe.
 */
final class OrderedExit {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedExit.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile int status;

    private OrderedExit() {}

    static OrderedExit install() {
        OrderedExit exit = new OrderedExit();
        Runtime.getRuntime().addShutdownHook(new Thread(exit::closeAll, "dibs-exit"));
        return exit;
    }

    /** Closes {@code part} before everything that was added earlier. */
    <T extends AutoCloseable> T add(T part) {
        synchronized (open) {
            open.push(part);
        }
        return part;
    }

    /** From now on the process ends with status 1. */
    void failed() {
        status = 1;
    }

    private void closeAll() {
        synchronized (open) {
            while (!open.isEmpty()) {
                close(open.pop());
            }
        }
        Runtime.getRuntime().halt(status);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not close in order", part.getClass().getSimpleName(), e);
        }
    }
}
