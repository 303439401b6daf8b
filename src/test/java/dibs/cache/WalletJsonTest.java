package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.OpenApi;
import dibs.ledger.Wallet;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The body of a wallet: what the specification promises, and read back as it was written. */
class WalletJsonTest {
    private static final Instant AS_OF = Instant.parse("2026-11-23T01:02:04.012Z");
    private static final Wallet WALLET = new Wallet(
            "u-1",
            0,
            AS_OF,
            List.of(
                    new Wallet.Entry("spring", "reversal", -100, Instant.parse("2026-11-23T01:02:03.456Z")),
                    new Wallet.Entry("spring", "grant", 100, Instant.parse("2026-11-22T00:00:00.000Z"))));

    private static String text(Wallet wallet) {
        return new String(WalletJson.write(wallet), StandardCharsets.UTF_8);
    }

    @Test
    void everyFieldInItsForm() {
        assertThat(text(WALLET))
                .isEqualTo("{\"user\":\"u-1\",\"points\":0,\"asOf\":\"2026-11-23T01:02:04.012Z\",\"entries\":["
                        + "{\"campaign\":\"spring\",\"kind\":\"reversal\",\"amount\":-100,"
                        + "\"decidedAt\":\"2026-11-23T01:02:03.456Z\"},"
                        + "{\"campaign\":\"spring\",\"kind\":\"grant\",\"amount\":100,"
                        + "\"decidedAt\":\"2026-11-22T00:00:00.000Z\"}]}");
    }

    @Test
    void itIsWhatTheSpecificationPromises() {
        OpenApi.check("/v1/users/u-1/wallet", text(WALLET));
        new SampleWallets(1).oneOfEach().forEach(each -> OpenApi.check("/v1/users/u-1/wallet", text(each)));
    }

    @Test
    void entriesAreReadAsTheyWereWritten() {
        assertThat(WalletJson.entries(WalletJson.write(WALLET))).isEqualTo(WALLET.entries());
        for (Wallet wallet : new SampleWallets(2).oneOfEach()) {
            assertThat(WalletJson.entries(WalletJson.write(wallet))).isEqualTo(wallet.entries());
        }
    }

    @Test
    void theWalletOfWhoeverHasNothingIsEmpty() {
        Wallet nothing = new Wallet("u-1", 0, AS_OF, List.of());
        assertThat(text(nothing))
                .isEqualTo("{\"user\":\"u-1\",\"points\":0,\"asOf\":\"2026-11-23T01:02:04.012Z\",\"entries\":[]}");
        assertThat(WalletJson.entries(WalletJson.write(nothing))).isEmpty();
    }

    @Test
    void theLargestWalletFitsIntoAValue() {
        Wallet.Entry largest = new Wallet.Entry("c".repeat(64), "reversal", Long.MIN_VALUE, AS_OF);
        Wallet wallet =
                new Wallet("u".repeat(128), Long.MIN_VALUE, AS_OF, Collections.nCopies(Wallet.ENTRIES, largest));
        byte[] json = WalletJson.write(wallet);
        assertThat(json).hasSizeLessThan(WalletValue.MAX_JSON);
        assertThat(WalletJson.entries(json)).isEqualTo(wallet.entries());
    }
}
