package dibs.compare;

import dibs.compare.Load.Outcome;

/**
 * What a contender decided about one claim.
 *
 * @param rank the grant's, from 1; 0 without grant or where the contender has no ranks
 */
public record Answer(Outcome outcome, long rank) {
    public static final Answer SOLD_OUT = new Answer(Outcome.SOLD_OUT, 0);

    /** Scripts answer with one number, which is the fastest to read: the rank, minus the rank of a repetition, or 0. */
    public static Answer of(long number) {
        if (number == 0) {
            return SOLD_OUT;
        }
        return number > 0 ? new Answer(Outcome.GRANTED, number) : new Answer(Outcome.REPEATED, -number);
    }
}
