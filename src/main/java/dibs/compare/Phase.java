package dibs.compare;

import dibs.compare.Load.Outcome;

/** What is measured apart, since it costs different work. */
enum Phase {
    /** A campaign with room for all. */
    GRANTS("grants", 1_000_000_000, Outcome.GRANTED),
    /** A campaign that is sold out, and users without a grant. */
    REFUSALS("refusals", 1, Outcome.SOLD_OUT);

    private final String title;
    private final long room;
    private final Outcome outcome;

    Phase(String title, long room, Outcome outcome) {
        this.title = title;
        this.room = room;
        this.outcome = outcome;
    }

    /** For people, and in JSON. */
    String title() {
        return title;
    }

    /** A campaign's id, each number once. */
    String campaign(int number) {
        return title + "-" + number;
    }

    /** How many can be granted. */
    long room() {
        return room;
    }

    /** What every claim is told. */
    Outcome outcome() {
        return outcome;
    }
}
