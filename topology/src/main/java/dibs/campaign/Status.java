package dibs.campaign;

/** What a campaign looks like from outside at one moment. */
public enum Status {
    SCHEDULED("scheduled"),
    OPEN("open"),
    SOLD_OUT("sold_out"),
    CLOSED("closed");

    private final String wireName;

    Status(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The same order in which a claim is refused: closed, not yet open, sold out. */
    static Status of(Terms terms, boolean soldOut, long time) {
        if (terms.isAfterClosing(time)) {
            return CLOSED;
        }
        if (terms.isBeforeOpening(time)) {
            return SCHEDULED;
        }
        return soldOut ? SOLD_OUT : OPEN;
    }
}
