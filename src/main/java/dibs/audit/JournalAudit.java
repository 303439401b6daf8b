package dibs.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Compares what callers wrote down of what they were told with what the log says. Journals are JSON lines, as
 * {@code ./dibs rush --journal} writes them. Used by one thread.
 */
final class JournalAudit {
    private static final Set<String> REFUSALS = Set.of(
            "unknown_campaign", "archived", "reversed", "closed", "not_open", "paused", "sold_out", "not_granted");

    private static final int FIRST_LINE = 1 << 16;

    private final Cut cut;
    private final World world;

    JournalAudit(Cut cut, World world) {
        this.cut = cut;
        this.world = world;
    }

    /** Throws if its first line shows that it is none: better now than after all that comes before journals. */
    static void requireJournal(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(FIRST_LINE);
            int end = 0;
            while (end < begin.length && begin[end] != '\n') {
                end++;
            }
            if (end < begin.length && Fields.read(Arrays.copyOf(begin, end)) == null) {
                throw noJson(file, 1);
            }
        }
    }

    private static AuditFailure noJson(Path journal, long line) {
        return new AuditFailure("line " + line + " of " + journal + " is no JSON object; a journal is what ./dibs"
                + " rush --journal writes");
    }

    /** Reads a journal's first {@code length} bytes; a last line without an end is one that was never written. */
    void compare(Path journal, long length) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(journal), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 1;
            for (long read = 0; read < length; read++) {
                int next = in.read();
                if (next == '\n') {
                    line(journal, number++, line.toByteArray());
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        } catch (IOException e) {
            throw new AuditFailure("the journal " + journal + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void line(Path journal, long number, byte[] json) {
        Map<String, Object> line = Fields.read(json);
        if (line == null) {
            throw noJson(journal, number);
        }
        if (line.containsKey("asked")) {
            world.counts().add(Count.JOURNAL_ASKED);
        } else if (line.containsKey("unanswered")) {
            world.counts().add(Count.JOURNAL_UNANSWERED);
        } else if (line.containsKey("told")) {
            told(new Told(journal.getFileName() + ":" + number, line));
        }
    }

    /** One answer, and where it is written. */
    private record Told(String where, Map<String, Object> fields) {
        String text(String name) {
            return fields.get(name) instanceof String text ? text : "";
        }

        Place position() {
            return Place.of(fields.get("position"));
        }

        String words() {
            return where + ": " + text("user") + " was told " + fields.get("outcome") + " in " + text("campaign");
        }
    }

    private void told(Told told) {
        String outcome = told.text("outcome");
        if (outcome.equals("granted")) {
            world.counts().add(Count.JOURNAL_YES);
            yes(told);
        } else if (outcome.equals("undecided")) {
            world.counts().add(Count.JOURNAL_UNDECIDED);
            undecided(told);
        } else if (REFUSALS.contains(outcome)) {
            world.counts().add(Count.JOURNAL_NO);
            no(told, outcome);
        } else {
            world.counts().add(Count.JOURNAL_UNANSWERED);
        }
    }

    private void yes(Told told) {
        Campaign campaign = known(told);
        if (campaign == null && world.begunBefore().contains(told.text("campaign"))) {
            world.counts().add(Count.BEFORE_THE_LOGS_START);
            return;
        }
        int holder = campaign == null ? -1 : campaign.holders.find(told.text("user"));
        if (holder < 0) {
            find(Kind.TOLD_YES_WITHOUT_GRANT, told, "rank " + told.fields().get("rank") + ", and has no grant");
        } else if (!Shown.of(told.fields()).isGrant(campaign, holder, world.salt())) {
            find(
                    Kind.TOLD_ANOTHER_GRANT,
                    told,
                    Shown.of(told.fields()) + "; the log has rank " + (holder + 1) + " at " + campaign.partition + ":"
                            + campaign.holders.offset(holder));
        }
    }

    private void no(Told told, String outcome) {
        Campaign campaign = known(told);
        Place at = told.position();
        if (isBeforeTheStart(told)) {
            world.counts().add(Count.BEFORE_THE_LOGS_START);
        } else if (at == null) {
            find(Kind.TOLD_NO_AGAINST_LOG, told, "without the position where that was decided");
        } else if (!cut.requests().has(at) || (campaign != null && campaign.partition != at.partition())) {
            find(Kind.TOLD_NO_AGAINST_LOG, told, "at " + at + ", where no request of this campaign can be");
        } else {
            String right = campaign == null ? History.UNKNOWN : campaign.outcomeFor(told.text("user"), at.offset());
            boolean holds = outcome.equals("not_granted") ? !has(campaign, told, at) : outcome.equals(right);
            if (!holds) {
                find(Kind.TOLD_NO_AGAINST_LOG, told, "at " + at + ", where the log says " + right);
            }
        }
    }

    /** "Not granted" says that there is no grant yet, not that there could be none. */
    private static boolean has(Campaign campaign, Told told, Place at) {
        int holder = campaign == null ? -1 : campaign.holders.find(told.text("user"));
        return holder >= 0 && campaign.holders.offset(holder) <= at.offset();
    }

    private void undecided(Told told) {
        Place at = told.position();
        Campaign campaign = known(told);
        if (at != null && (!cut.requests().has(at) || !cut.isDecided(at))) {
            find(Kind.STAYED_UNDECIDED, told, "at " + at + ", and the log has no decision there");
        } else if (at == null && (campaign == null || campaign.holders.find(told.text("user")) < 0)) {
            world.counts().add(Count.JOURNAL_UNTRACEABLE);
        }
    }

    private Campaign known(Told told) {
        return world.campaigns().get(told.text("campaign"));
    }

    private boolean isBeforeTheStart(Told told) {
        Place at = told.position();
        return world.begunBefore().contains(told.text("campaign"))
                || (at != null && cut.requests().isGone(at));
    }

    private void find(Kind kind, Told told, String what) {
        Place at = told.position() == null ? new Place(0, 0) : told.position();
        world.findings().add(kind, at, told.words() + " " + what);
    }
}
