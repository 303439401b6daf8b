package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the grants topic becomes a row, and that nothing else than "unreadable" comes out of any bytes. */
class GrantReaderTest {
    private static final String GRANT = SinkWorld.json("grant", "u-1", 100, 7);

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ConsumerRecord<>("grants", 0, 0, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static LedgerEntry read(String json) throws UnreadableRecordException {
        return GrantReader.read(record("u-1", json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsGrantsAndReversalsAndSkipsWhatItDoesNotKnow() throws Exception {
        Instant at = Instant.parse("2026-11-23T01:02:03.456Z");
        assertThat(read(GRANT))
                .isEqualTo(new LedgerEntry("spring", "u-1", LedgerEntry.Kind.GRANT, 100, 7, "r-u-1", at, 0, 7));
        assertThat(read(SinkWorld.json("reversal", "u-1", -100, 7)).kind()).isEqualTo(LedgerEntry.Kind.REVERSAL);
    }

    @ParameterizedTest
    @CsvSource({
        "\"kind\":\"grant\", \"kind\":\"gift\"",
        "\"kind\":\"grant\", \"kind\":\"reversal\"",
        "spring, Spring!",
        "\"spring\", null",
        "u-1, u-2",
        ":100, :0",
        ":100, :-100",
        ":100, :1.5",
        ":100, :99999999999999999999",
        "\"rank\":7, \"rank\":0",
        "2026-11-23T01, yesterday",
        "0:7, 7",
        "r-u-1, ''",
    })
    void refusesWhatCannotBeARow(String part, String instead) {
        assertThatThrownBy(() -> read(GRANT.replace(part, instead))).isInstanceOf(UnreadableRecordException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "{", "{\"a\":", "{}", "{} {}", "\u0000", "{\"a\":[[[[", "{'a':1}"})
    void refusesWhatIsNoJsonObject(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void refusesMissingKeysAndValues() {
        assertThatThrownBy(() -> GrantReader.read(new ConsumerRecord<>("grants", 0, 0, null, new byte[0])))
                .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> GrantReader.read(record("u-1", null))).isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void damagedBytesAreReadOrRefusedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(42);
        byte[] good = GRANT.getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(GrantReader.read(record("u-1", damaged)).user()).isEqualTo("u-1");
            } catch (UnreadableRecordException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
