package dibs.stream;

import java.util.OptionalLong;

/**
 * The request log as the offset guard sees it. Offsets have gaps where transaction markers and aborted records lie, so
 * "the next one" must be asked for and cannot be computed.
 */
public interface InputLog {
    /** Offset the decider's group has committed: of the next record to decide; empty if there is none. */
    OptionalLong committed(int partition);

    /** Offset of the first data record at or after {@code from}; empty if the log has none yet. */
    OptionalLong firstAtOrAfter(int partition, long from);

    /** Offset that the next record after all committed ones will have. */
    long end(int partition);

    /** Offset of the last data record after {@code after}; {@code after} itself if there is none. */
    long lastAfter(int partition, long after);
}
