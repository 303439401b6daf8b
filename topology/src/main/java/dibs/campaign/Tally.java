package dibs.campaign;

/**
 * What a campaign has given away so far.
 *
 * @param spent points granted and not returned to the budget
 * @param granted number of grants, which is the last rank; a reversal does not lower it
 * @param reversed number of grants taken back
 * @param refused number of claims on the log that got nothing
 */
public record Tally(long spent, long granted, long reversed, long refused) {
    public static final Tally NOTHING = new Tally(0, 0, 0, 0);
}
