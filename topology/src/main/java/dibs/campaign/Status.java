package dibs.campaign;

/** What a campaign looks like from outside at one moment, in the order in which a claim is refused. */
public enum Status {
    ARCHIVED("archived"),
    CLOSED("closed"),
    SCHEDULED("scheduled"),
    PAUSED("paused"),
    SOLD_OUT("sold_out"),
    OPEN("open");

    private final String wireName;

    Status(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Status of(UniversalData campaign, long time) {
        if (campaign.phase() == Phase.ARCHIVED) {
            return ARCHIVED;
        }
        if (campaign.phase() == Phase.CLOSED || campaign.terms().isAfterClosing(time)) {
            return CLOSED;
        }
        if (campaign.terms().isBeforeOpening(time)) {
            return SCHEDULED;
        }
        if (campaign.phase() == Phase.PAUSED) {
            return PAUSED;
        }
        return campaign.soldOut() ? SOLD_OUT : OPEN;
    }
}
