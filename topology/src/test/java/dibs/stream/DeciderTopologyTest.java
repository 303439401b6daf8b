package dibs.stream;

import static dibs.stream.TestDecider.OPEN;
import static dibs.stream.TestDecider.TOPICS;
import static dibs.stream.TestDecider.claim;
import static dibs.stream.TestDecider.header;
import static dibs.stream.TestDecider.text;
import static dibs.stream.TestDecider.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a record to its consequences, through the real topology. */
class DeciderTopologyTest {
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
    void aClaimBecomesADecisionAndAGrantAndIsReadFromTheStores() throws Malformed {
        decider.send("spring", OPEN);
        decider.send("spring", claim("u-1"));
        List<Decision> decisions = decider.decisions();
        assertThat(decisions).hasSize(2).isEqualTo(decider.observed);
        assertThat(((Decision.ClaimDecision) decisions.get(1)).outcome()).isEqualTo(ClaimOutcome.GRANTED);
        assertThat(decider.output(TOPICS.grants()).readRecordsToList())
                .singleElement()
                .satisfies(r -> assertThat(text(r.key())).isEqualTo("u-1"))
                .satisfies(r -> assertThat(text(r.value())).contains("\"kind\":\"grant\"", "\"position\":\"0:1\""));
        PartitionReads partition = decider.stores();
        assertThat(partition.applied()).isEqualTo(1);
        assertThat(partition.campaign("spring").remaining()).isEqualTo(100);
        assertThat(partition.holding("spring", "u-1").grant().rank()).isEqualTo(1);
        assertThat(partition.holding("spring", "u-2")).isNull();
    }

    @Test
    void universalDataIsToldWhenItChangesAndOnlyThen() {
        decider.send("spring", OPEN);
        decider.send("spring", claim("u-1"));
        decider.send("spring", claim("u-1"));
        decider.send("spring", claim("u-2"));
        decider.send("spring", claim("u-3"));
        assertThat(decider.output(TOPICS.campaigns()).readRecordsToList())
                .extracting(r -> text(r.value()))
                .satisfiesExactly(
                        opened -> assertThat(opened).contains("\"soldOut\":false", "\"revision\":1"),
                        soldOut -> assertThat(soldOut).contains("\"soldOut\":true", "\"revision\":2"));
    }

    @Test
    void campaignsAreListedByIdInPages() {
        for (String id : List.of("b", "a", "a-1", "c")) {
            decider.send(id, OPEN);
        }
        PartitionReads partition = decider.stores();
        assertThat(partition.campaigns(null, 3)).extracting(c -> c.id()).containsExactly("a", "a-1", "b");
        assertThat(partition.campaigns("a", 9)).extracting(c -> c.id()).containsExactly("a-1", "b", "c");
    }

    @Test
    void theFrontOfThisProcessIsToldDirectlyAndNoRecordIsWritten() {
        decider.frontIsLocal = true;
        ReplyAddress address = new ReplyAddress(0, 7, 1);
        decider.send("spring", claim("u-1"), address.toBytes());
        assertThat(decider.told).containsExactly(address);
        assertThat(decider.output(TOPICS.replies()).isEmpty()).isTrue();
    }

    @Test
    void anotherFrontIsToldByARecordThatBearsItsAddress() throws Malformed {
        ReplyAddress address = new ReplyAddress(0, 7, 1);
        decider.send("spring", claim("u-1"), address.toBytes());
        TestRecord<byte[], byte[]> reply = decider.output(TOPICS.replies()).readRecord();
        assertThat(ReplyAddress.in(reply.headers())).isEqualTo(address);
        assertThat(DecisionReader.read(reply.value())).isEqualTo(decider.observed.get(0));
    }

    @Test
    void malformedOrImpossibleReplyAddressesAreIgnored() {
        byte[] beyond = new ReplyAddress(1, 7, 1).toBytes();
        byte[] negative = new ReplyAddress(-1, 7, 1).toBytes();
        for (byte[] header : new byte[][] {beyond, negative, {}, {1, 2, 3}, null, new byte[21]}) {
            decider.send("spring", claim("u-1"), header);
        }
        assertThat(decider.observed).hasSize(6);
        assertThat(decider.output(TOPICS.replies()).isEmpty()).isTrue();
    }

    @Test
    void whatIsNoRequestBecomesADeadLetterAndTheNextIsDecided() {
        decider.send("spring", OPEN);
        decider.send(null, utf8(claim("u-1")), new RecordHeaders());
        decider.send(new byte[] {(byte) 0xc3}, utf8(claim("u-1")), new RecordHeaders());
        decider.send(utf8("spring"), null, new RecordHeaders());
        decider.send("spring", "x".repeat(70_000));
        decider.send("spring", "{\"type\":\"claim\",\"user\":\"u-1\",\"usr\":1}");
        decider.send("spring", claim("u-1"));
        List<TestRecord<byte[], byte[]>> dead =
                decider.output(TOPICS.deadLetters()).readRecordsToList();
        assertThat(dead).hasSize(5);
        assertThat(dead.get(3).value()).hasSize(4096);
        assertThat(header(dead.get(3), "dibs-error-reason")).contains("at most 65536 bytes");
        assertThat(header(dead.get(4), "dibs-error-reason")).contains("usr is not known here");
        assertThat(header(dead.get(4), "dibs-error-offset")).isEqualTo("5");
        assertThat(header(dead.get(4), "dibs-error-topic")).isEqualTo("dibs.requests");
        assertThat(decider.stores().holding("spring", "u-1").grant().position().offset())
                .isEqualTo(6);
    }
}
