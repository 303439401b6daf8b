package dibs.stream;

import java.util.List;

/** The names of all topics and of the application, in one place. */
public record Topics(String prefix) {

    public String requests() {
        return prefix + "requests";
    }

    public String decisions() {
        return prefix + "decisions";
    }

    public String grants() {
        return prefix + "grants";
    }

    public String campaigns() {
        return prefix + "campaigns";
    }

    public String replies() {
        return prefix + "replies";
    }

    /** Who decides which partition, and where the others can ask it. */
    public String owners() {
        return prefix + "owners";
    }

    public String deadLetters() {
        return prefix + "dead-letters";
    }

    /** Application id of the decider, and so the prefix of its changelogs and transactional ids. */
    public String deciderApplication() {
        return prefix + "decider";
    }

    public List<String> all() {
        return List.of(requests(), decisions(), grants(), campaigns(), replies(), owners(), deadLetters());
    }
}
