package dibs.reversal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.settings.SettingsFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The first line of a journal: what the run is for, so that nothing else is gone on with by mistake. Stateless. */
final class JournalHeader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "reversals";
    private static final String BEGIN = "{\"" + VERSION + "\":";
    private static final List<String> SAME = List.of("campaign", "returnBudget", "reason", "users");

    private JournalHeader() {}

    /** Of a new run, with a label of its own. */
    static ObjectNode of(ReversalPlan plan, String users) {
        long random = ThreadLocalRandom.current().nextLong(1L << 52);
        return JSON.createObjectNode()
                .put(VERSION, 1)
                .put("at", ReversalJournal.now())
                .put("campaign", plan.campaign())
                .put("returnBudget", plan.returnBudget())
                .put("reason", plan.reason())
                .put("users", users)
                .put("requestId", "reverse-" + Long.toString(random, 36));
    }

    static void requireSame(Path path, JsonNode first, ObjectNode header) {
        if (!first.has(VERSION) || !first.hasNonNull("requestId")) {
            throw none(path);
        }
        for (String name : SAME) {
            if (!header.get(name).equals(first.get(name))) {
                throw new SettingsFailure("the journal " + path + " is of another run: its " + name + " is "
                        + first.get(name) + ", not " + header.get(name) + "; choose another with --journal FILE");
            }
        }
    }

    /** A first line without its end is begun anew, but only if it is one: nobody's file is written over. */
    static void requireBegun(Path path, String first) {
        if (!first.startsWith(BEGIN) && !BEGIN.startsWith(first)) {
            throw none(path);
        }
    }

    static SettingsFailure none(Path path) {
        return new SettingsFailure(path + " is no journal of ./dibs reverse; choose another with --journal FILE");
    }
}
