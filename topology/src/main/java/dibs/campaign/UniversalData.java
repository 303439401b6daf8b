package dibs.campaign;

/**
 * What is the same for everyone about one campaign, and may be cached.
 *
 * @param terms with the budget as it is now, top-ups included
 * @param revision counts its changes, from 1; what a revision says never changes
 */
public record UniversalData(String id, Terms terms, Phase phase, boolean soldOut, long revision) {

    /** The status at {@code time} (milliseconds since 1970); it depends on the clock, so the reader works it out. */
    public Status statusAt(long time) {
        return Status.of(this, time);
    }
}
