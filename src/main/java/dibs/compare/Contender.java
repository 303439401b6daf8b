package dibs.compare;

import java.util.List;

/** One way to give points out first come, first served, with its servers running and its clients connected. */
public interface Contender extends AutoCloseable {

    /** Opens a new campaign with room for this many grants of one point each. */
    void open(String campaign, long grants) throws Exception;

    /** Makes claims until the load has no more and all are answered, with clients as its users would write them. */
    void run(Load load) throws Exception;

    /** All grants of the campaign that are stored, in no order; a user granted twice is there twice. */
    List<Grant> grants(String campaign) throws Exception;

    /** Kills (-9) whatever decides, and starts it again on what it had stored; claims under way meanwhile fail. */
    void killAndRestart() throws Exception;

    @Override
    void close();

    /**
     * One stored grant.
     *
     * @param rank from 1; 0 where the contender has no ranks
     */
    record Grant(String user, long rank) {}
}
