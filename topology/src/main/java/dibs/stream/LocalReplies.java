package dibs.stream;

import dibs.campaign.Decision;

/** The fronts of this process, which can be told a decision directly instead of by a record. */
public interface LocalReplies {
    /** For a process without a front: every reply goes by {@code dibs.replies}. */
    LocalReplies NONE = (address, decision) -> false;

    /**
     * Tells the front at {@code address}. Called by the thread that decides, so it must not block.
     *
     * @return whether that front is of this process; if not, a record must be written
     */
    boolean tell(ReplyAddress address, Decision decision);
}
