package dibs.audit;

import java.util.List;
import java.util.function.Supplier;

/** Compares the rows of the ledger with what the log says, and looks for what is missing. Used by one thread. */
final class LedgerAudit {
    private final Cut cut;
    private final World world;

    LedgerAudit(Cut cut, World world) {
        this.cut = cut;
        this.world = world;
    }

    void compareRows(LedgerSnapshot ledger) {
        ledger.forEach(row -> {
            world.counts().add(Count.ROWS);
            Campaign campaign = world.campaigns().get(row.campaign());
            String wrong = campaign == null ? withoutCampaign(row) : compare(campaign, row);
            if (wrong != null) {
                accuse(Kind.EXTRA_ROW, row, wrong);
            }
        });
    }

    private String withoutCampaign(LedgerSnapshot.Row row) {
        if (world.begunBefore().contains(row.campaign())) {
            world.counts().add(Count.BEFORE_THE_LOGS_START);
            return null;
        }
        return "is of no campaign";
    }

    private String compare(Campaign campaign, LedgerSnapshot.Row row) {
        int holder = campaign.holders.find(row.user());
        Campaign.Reversal reversal = campaign.reversals.get(row.user());
        boolean isReversal = row.kind().equals("reversal");
        if (holder < 0 || (isReversal && reversal == null)) {
            return "was never decided";
        }
        boolean same;
        if (isReversal) {
            reversal.marks |= Holders.ROW_SEEN;
            same = row.shown().isReversal(campaign, holder, reversal);
        } else {
            campaign.holders.mark(holder, Holders.ROW_SEEN);
            same = row.shown().isGrant(campaign, holder, world.salt());
        }
        if (!same) {
            accuse(Kind.DIFFERENT_ROW, row, "is not as decided");
        }
        return null;
    }

    private void accuse(Kind kind, LedgerSnapshot.Row row, String wrong) {
        world.findings()
                .add(
                        kind,
                        row.shown().position(),
                        "row: " + row.kind() + " of " + row.user() + " in " + row.campaign() + " " + wrong + ": "
                                + row.shown());
    }

    /** Looks for entries and rows that are not there; after all entries and rows were compared. */
    void checkMissing(List<EntryAudit> entries, boolean withRows) {
        for (Campaign campaign : world.campaigns().values()) {
            world.counts().add(Count.BYTES_FOR_GRANTS, campaign.holders.bytes());
            for (int holder = 0; holder < campaign.holders.size(); holder++) {
                world.counts().add(Count.GRANTS);
                Place at = new Place(campaign.partition, campaign.holders.offset(holder));
                Missing each = new Missing(at, campaign.holders.marks(holder), campaign.holders.entryPartition(holder));
                int grant = holder;
                check(
                        each,
                        entries,
                        withRows,
                        () -> "grant of " + campaign.holders.user(grant) + " in " + campaign.id + ", rank "
                                + (grant + 1));
            }
            campaign.reversals.forEach((user, reversal) -> {
                world.counts().add(Count.REVERSALS);
                Place at = new Place(campaign.partition, reversal.offset);
                Missing each = new Missing(at, reversal.marks, reversal.entryPartition);
                check(each, entries, withRows, () -> "reversal of " + user + " in " + campaign.id);
            });
        }
    }

    /** What should have an entry and a row. */
    private record Missing(Place at, int marks, int entryPartition) {
        boolean has(int mark) {
            return (marks & mark) != 0;
        }
    }

    private void check(Missing each, List<EntryAudit> entries, boolean withRows, Supplier<String> words) {
        boolean gone = !each.has(Holders.ENTRY_SEEN)
                && cut.isDecided(each.at())
                && entries.get(each.entryPartition()).mayBeGone(each.at());
        if (gone) {
            world.counts().add(Count.BEFORE_THE_LOGS_START);
        }
        if (!each.has(Holders.ENTRY_SEEN) && !gone && cut.isDecided(each.at())) {
            world.findings()
                    .add(
                            Kind.MISSING_ENTRY,
                            each.at(),
                            words.get() + ", decided at " + each.at() + ", is not on the topic for the ledger");
        } else if (withRows && !each.has(Holders.ROW_SEEN)) {
            missingRow(each, gone, words);
        }
    }

    private void missingRow(Missing each, boolean gone, Supplier<String> words) {
        if (each.has(Holders.WRITTEN_OFF)) {
            world.counts().add(Count.ROWS_DROPPED);
        } else if (each.has(Holders.SET_ASIDE)) {
            world.counts().add(Count.ROWS_IN_DEAD_LETTERS);
        } else if (each.has(Holders.ROW_DUE) || gone) {
            world.findings()
                    .add(
                            Kind.MISSING_ROW,
                            each.at(),
                            words.get() + ", decided at " + each.at()
                                    + ", has no row in the ledger, and the sink is past it");
        } else {
            world.counts().add(Count.ROWS_PENDING);
        }
    }
}
