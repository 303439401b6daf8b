package dibs.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as one line of a file: its id and when it started.
 *
 * <p>The id alone is not enough: after a crash the system gives it to a stranger, whom we must never signal.
 */
record ProcessMark(long pid, long startedAtMillis) {
    /** Systems tell the start with different precision, and the clock may be corrected a little. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static ProcessMark own() {
        return of(ProcessHandle.current());
    }

    static ProcessMark of(ProcessHandle process) {
        Instant started = process.info().startInstant().orElse(Instant.EPOCH);
        return new ProcessMark(process.pid(), started.toEpochMilli());
    }

    static Optional<ProcessMark> parse(String text) {
        String[] parts = text.trim().split(" ", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessMark(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** The process, if it still lives and is the same one. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(Life::of).filter(this::startedTogether);
    }

    private boolean startedTogether(ProcessHandle process) {
        long difference = Math.abs(of(process).startedAtMillis - startedAtMillis);
        return difference <= TOLERANCE.toMillis();
    }

    String line() {
        return pid + " " + startedAtMillis;
    }
}
