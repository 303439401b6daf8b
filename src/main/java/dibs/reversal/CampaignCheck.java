package dibs.reversal;

import java.util.Set;

/**
 * What the campaign is before anything is sent: there, and not archived; and where all its grants are to be taken back,
 * one that grants nothing more, or some would be missed.
 */
public final class CampaignCheck {
    private static final Set<String> GRANTING_NOTHING = Set.of("paused", "closed");

    private final ReversalCalls calls;
    private final String campaign;

    public CampaignCheck(ReversalCalls calls, String campaign) {
        this.calls = calls;
        this.campaign = campaign;
    }

    /** Its status; throws if nothing can be taken back from it. */
    public String requireThere() {
        Heard answer = read("");
        if (answer.status() == 404) {
            throw new ReversalFailure("there is no campaign " + campaign + " at " + calls.url());
        }
        requireOk(answer);
        String status = answer.text("status");
        if (status.equals("archived")) {
            throw new ReversalFailure("campaign " + campaign + " is archived: its grants are final");
        }
        return status;
    }

    /** How many grants it gave, those taken back included; throws if it may give more. */
    public long requireAtRest() {
        String status = requireThere();
        if (!GRANTING_NOTHING.contains(status)) {
            throw new ReversalFailure("campaign " + campaign + " is " + status
                    + ": what it grants meanwhile would be missed; pause or close it first");
        }
        return granted();
    }

    /** Throws if it gave more grants than those meanwhile: claims from before its end may be decided a little later. */
    public void requireNoMoreThan(long granted) {
        long now = granted();
        if (now > granted) {
            throw new ReversalFailure("campaign " + campaign + " granted " + (now - granted)
                    + " more meanwhile; the same command takes those back, too");
        }
    }

    private long granted() {
        Heard stats = read("/stats");
        requireOk(stats);
        return stats.body().path("granted").asLong();
    }

    private Heard read(String part) {
        return calls.get("/v1/campaigns/" + campaign + part);
    }

    private void requireOk(Heard answer) {
        if (answer.status() != 200) {
            throw new ReversalFailure(calls.url() + " answered " + answer.words() + " when asked for " + campaign);
        }
    }
}
