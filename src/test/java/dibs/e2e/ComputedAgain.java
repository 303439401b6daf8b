package dibs.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** What docs/runbooks.md deletes on the brokers ("Topics, all but the requests") so that a start computes it again. */
final class ComputedAgain {
    /** In the order of the page. */
    private static final List<String> TOPICS = List.of(
            "decisions",
            "grants",
            "dead-letters",
            "decider-campaigns-changelog",
            "decider-grants-changelog",
            "decider-changes-changelog",
            "decider-progress-changelog");

    private ComputedAgain() {}

    static void delete(Admin admin, String prefix) throws Exception {
        // Who was killed is a member until its session has run out.
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupNotEmptyException)
                .until(() -> admin.deleteConsumerGroups(List.of(prefix + "decider"))
                                .all()
                                .get()
                        == null);
        Stream<String> topics = TOPICS.stream().map(topic -> prefix + topic);
        admin.deleteTopics(topics.toList()).all().get();
    }
}
