package dibs.trim;

/**
 * What can be deleted of one partition.
 *
 * @param heldBackBy why no more, for people
 */
public record PartitionTrim(int partition, Part requests, Part decisions, String heldBackBy) {

    /**
     * The beginning of one log.
     *
     * @param from offset of its first record now
     * @param to offset of what becomes the first
     * @param records that are deleted; offsets of transaction markers and aborted records come on top
     */
    public record Part(long from, long to, long records) {
        boolean isEmpty() {
            return to <= from;
        }
    }

    boolean isEmpty() {
        return requests.isEmpty() && decisions.isEmpty();
    }
}
