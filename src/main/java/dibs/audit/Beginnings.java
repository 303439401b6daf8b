package dibs.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Judges a log that begins later: what archived campaigns needed may be trimmed; where a campaign that is not archived has
 * lost its beginning, the log was cut short. After the requests, before anything that is compared with campaigns.
 */
final class Beginnings {
    private static final int EXAMPLES = 20;

    private final Cut cut;
    private final World world;

    Beginnings(Cut cut, World world) {
        this.cut = cut;
        this.world = world;
    }

    AuditReport.NotRecomputed check() {
        for (String id : world.known().all()) {
            if (cut.requests().begin(home(id)) > 0 && !world.campaigns().containsKey(id)) {
                world.begunBefore().add(id);
            }
        }
        List<String> trimmed = new ArrayList<>();
        for (String id : new TreeSet<>(world.begunBefore())) {
            if (world.known().isArchived(id)) {
                trimmed.add(id);
            } else {
                accuse(id);
            }
        }
        world.counts().add(Count.CAMPAIGNS_TRIMMED, trimmed.size());
        return new AuditReport.NotRecomputed(
                trimmed.size(), trimmed.stream().limit(EXAMPLES).toList(), begins());
    }

    private int home(String campaign) {
        return cut.requests().partitionOf(campaign.getBytes(StandardCharsets.UTF_8));
    }

    private void accuse(String campaign) {
        Place begin = new Place(home(campaign), cut.requests().begin(home(campaign)));
        world.findings()
                .add(
                        Kind.BEGINNING_GONE,
                        begin,
                        "campaign " + campaign + " is not archived, and was opened before " + begin
                                + ", where the log begins");
    }

    private List<String> begins() {
        return IntStream.range(0, cut.requests().partitions())
                .filter(p -> cut.requests().begin(p) > 0)
                .mapToObj(p -> p + ":" + cut.requests().begin(p))
                .toList();
    }
}
