package dibs.compare;

/**
 * One measurement of one contender.
 *
 * @param rate claims a second that were told what they should be told, within the time
 * @param asked claims a second that were due; 0: closed loop
 * @param p50 milliseconds from when a claim was due to its answer
 * @param p99 the same
 * @param generator processors that this process used meanwhile: near to all it has, the generator is what is measured
 * @param answered claims with an answer
 * @param other of them, those that were told something else than they should be
 * @param failed claims without an answer
 * @param failure an example of why; null where none failed
 */
record Figure(
        double rate,
        double asked,
        double p50,
        double p99,
        double generator,
        long answered,
        long other,
        long failed,
        String failure) {}
