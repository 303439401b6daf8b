package dibs.stream;

import static dibs.stream.TestDecider.OPEN;
import static dibs.stream.TestDecider.TOPICS;
import static dibs.stream.TestDecider.claim;
import static dibs.stream.TestDecider.text;
import static dibs.stream.TestDecider.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.golden.Golden;
import dibs.wire.Malformed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask, through the real topology, and what stays in the stores. */
class OperationsTopologyTest {
    private static final List<String> STORES = List.of("campaigns", "grants", "changes", "progress");

    @TempDir
    Path stateDir;

    private TestDecider decider;

    @BeforeEach
    void start() {
        decider = new TestDecider(stateDir, 1);
    }

    @AfterEach
    void stop() {
        decider.close();
    }

    @Test
    void theTopologyIsThis() {
        Golden.assertSame("topology.txt", DeciderTopology.describe(TOPICS));
    }

    @Test
    void everyOperationIsPublishedWithItsRevisionAndEntries() {
        decider.send("spring", OPEN);
        decider.send("spring", claim("u-1"));
        for (String request : List.of(
                "{\"type\":\"top_up\",\"amount\":50,\"requestId\":\"t\"}",
                "{\"type\":\"top_up\",\"amount\":50,\"requestId\":\"t\"}",
                "{\"type\":\"pause\"}",
                "{\"type\":\"pause\"}",
                "{\"type\":\"resume\"}",
                "{\"type\":\"reverse\",\"user\":\"u-1\",\"returnBudget\":true,\"reason\":\"why\"}",
                "{\"type\":\"reverse\",\"user\":\"u-1\",\"returnBudget\":false}",
                "{\"type\":\"close\"}",
                "{\"type\":\"archive\"}")) {
            decider.send("spring", request);
        }
        StringBuilder published = new StringBuilder();
        for (String topic : List.of(TOPICS.decisions(), TOPICS.grants(), TOPICS.campaigns())) {
            published.append(topic).append('\n');
            for (TestRecord<byte[], byte[]> record : decider.output(topic).readRecordsToList()) {
                published.append("    ").append(text(record.key())).append(' ');
                published.append(text(record.value())).append('\n');
            }
        }
        Golden.assertSame("operations.txt", published.toString());
    }

    @Test
    void onlyTheLastThousandRequestIdsAreRememberedAndStored() throws Malformed {
        decider.send("spring", "{\"type\":\"open\",\"title\":\"t\",\"budget\":1,\"reward\":1}");
        for (int i = 0; i <= 1_000; i++) {
            topUp("l-" + i);
        }
        decider.decisions();
        topUp("l-1");
        topUp("l-0");
        topUp("l-1000");
        topUp("l-1");
        // 0 was forgotten when 1,000 came; by being used again it pushes out 1.
        assertThat(outcomes()).containsExactly("REPEATED", "APPLIED", "REPEATED", "APPLIED");
        for (int i = 2; i < 500; i++) {
            topUp("l-" + i);
        }
        assertThat(entries("changes")).hasSizeLessThanOrEqualTo(2_000);
        decider.send("spring", "{\"type\":\"top_up\",\"amount\":1}");
        assertThat(entries("changes"))
                .as("without a label there is nothing to remember")
                .hasSize(2_000);
    }

    @Test
    void archivedGrantsGoAFewWithEachRequestAndNobodyElses() throws Malformed {
        List<String> neighbours = List.of("a", "a-1", "a.b", "a0", "b");
        for (String campaign : neighbours) {
            decider.send(campaign, "{\"type\":\"open\",\"title\":\"t\",\"budget\":1000,\"reward\":1}");
            for (int user = 0; user < 120; user++) {
                decider.send(campaign, claim("u-" + user));
            }
        }
        decider.send("a", "{\"type\":\"close\"}");
        decider.decisions();
        int all = 5 * 120;
        decider.send("a", "{\"type\":\"archive\"}");
        assertThat(entries("grants")).hasSize(all - 50);
        decider.send("a", claim("u-119"));
        assertThat(entries("grants")).hasSize(all - 100);
        // After a restart it begins where the store says.
        ArchivedGrants again = new ArchivedGrants(decider.store("grants"), decider.store("progress"));
        again.deleteSome();
        assertThat(entries("grants")).hasSize(all - 120);
        assertThat(entries("progress")).hasSize(1);
        decider.send("a", claim("u-0"));
        decider.send("a-1", claim("u-0"));
        assertThat(entries("grants")).hasSize(all - 120);
        assertThat(outcomes()).containsExactly("APPLIED", "ARCHIVED", "ARCHIVED", "REPEATED");
        assertThat(decider.stores().holding("a", "u-119")).isNull();
        assertThat(decider.stores().holding("a-1", "u-119")).isNotNull();
    }

    @Test
    void theSameLogGivesTheSameBytesAndStores(@TempDir Path other) {
        try (TestDecider twin = new TestDecider(other, 1)) {
            for (TestDecider one : List.of(decider, twin)) {
                someOfEverything(one);
            }
            for (String topic : TOPICS.all()) {
                assertThat(hex(twin.output(topic).readRecordsToList()))
                        .isEqualTo(hex(decider.output(topic).readRecordsToList()));
            }
            for (String store : STORES) {
                assertThat(entries(twin, store)).isEqualTo(entries(store));
            }
        }
    }

    /** A restore plays the changelog: its last value of each key is all that a new owner will know. */
    @Test
    void theChangelogsHoldWhatTheStoresHold() {
        someOfEverything(decider);
        for (String store : STORES) {
            Map<String, String> restored = new HashMap<>();
            for (TestRecord<byte[], byte[]> record : decider.changelog(store).readRecordsToList()) {
                if (record.value() == null) {
                    restored.remove(Bytes.wrap(record.key()).toString());
                } else {
                    restored.put(
                            Bytes.wrap(record.key()).toString(),
                            Bytes.wrap(record.value()).toString());
                }
            }
            assertThat(restored).as(store).isNotEmpty().isEqualTo(entries(store));
        }
    }

    /** Whatever is asked, no record comes near to what a producer may send (1 MiB). */
    @Test
    void outputsAreBounded() {
        String widest = "\\ud83d\\ude00";
        String label = ",\"requestId\":\"" + "\\\\".repeat(128) + "\"";
        String user = "u".repeat(128);
        String id = "c".repeat(64);
        decider.send(
                id,
                "{\"type\":\"open\",\"title\":\"" + widest.repeat(200)
                        + "\",\"budget\":1000000000000000,\"reward\":1000000000000" + label + "}");
        decider.send(id, "{\"type\":\"claim\",\"user\":\"" + user + "\"" + label + "}");
        decider.send(
                id,
                "{\"type\":\"reverse\",\"user\":\"" + user + "\",\"returnBudget\":true,\"reason\":\""
                        + widest.repeat(500) + "\"" + label + "}");
        decider.send(utf8("K".repeat(1 << 20)), new byte[10 << 20], new RecordHeaders());
        assertThat(decider.stores().holding(id, user).isReversed()).isTrue();
        for (String topic : TOPICS.all()) {
            for (TestRecord<byte[], byte[]> record : decider.output(topic).readRecordsToList()) {
                assertThat(record.key().length + record.value().length).isLessThan(16 * 1024);
            }
        }
    }

    private static void someOfEverything(TestDecider decider) {
        for (String campaign : List.of("spring", "summer")) {
            decider.send(campaign, OPEN);
            for (String user : List.of("u-1", "u-2", "u-3", "u-1")) {
                decider.send(campaign, claim(user));
            }
            decider.send(campaign, "{\"type\":\"reverse\",\"user\":\"u-1\",\"returnBudget\":true}");
            decider.send(campaign, "{\"type\":\"top_up\",\"amount\":100,\"requestId\":\"t\"}");
            decider.send(campaign, claim("u-3"));
            decider.send(campaign, "no request");
        }
        decider.send("summer", "{\"type\":\"close\",\"requestId\":\"c\"}");
        decider.send("summer", "{\"type\":\"archive\"}");
        decider.send("summer", claim("u-3"));
    }

    private void topUp(String label) {
        decider.send("spring", "{\"type\":\"top_up\",\"amount\":1,\"requestId\":\"" + label + "\"}");
    }

    private List<String> outcomes() throws Malformed {
        List<String> outcomes = new ArrayList<>();
        for (Decision decision : decider.decisions()) {
            outcomes.add(decision.match(new Cases<>(
                    claim -> claim.outcome().name(),
                    campaign -> campaign.outcome().name(),
                    reversal -> reversal.outcome().name())));
        }
        return outcomes;
    }

    private Map<String, String> entries(String store) {
        return entries(decider, store);
    }

    private static Map<String, String> entries(TestDecider decider, String store) {
        Map<String, String> entries = new HashMap<>();
        try (var all = decider.store(store).all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                entries.put(next.key.toString(), Bytes.wrap(next.value).toString());
            }
        }
        return entries;
    }

    private static List<String> hex(List<TestRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(each -> Bytes.wrap(each.key()) + " " + Bytes.wrap(each.value()))
                .toList();
    }
}
