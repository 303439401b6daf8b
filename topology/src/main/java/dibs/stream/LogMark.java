package dibs.stream;

/**
 * A request's place on its partition and its append time, by which a log that was put back from a copy and written on
 * differently can be told from the one it was.
 *
 * @param offset -1 before the first request
 * @param appendTime milliseconds since 1970
 */
record LogMark(long offset, long appendTime) {
    static final LogMark NONE = new LogMark(-1, 0);
}
