package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dibs.e2e.Proof;
import dibs.ledger.Wallet;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wallet's value is read back as it was packed, and whatever else the bytes are, they are no wallet. */
class WalletValueTest {
    private static final String USER = "u-1";
    private static final long WATCH = 0x0102030405060708L;
    private static final long FILLED_AT = 1_795_395_723_456L;
    private static final int CHECKSUM_AT = 17;
    private static final int BODY_AT = 25;
    private static final int NEVER = Integer.MAX_VALUE;

    /** What one unpacking may allocate at most: the JSON, its copy, and small change. */
    private static final long BOUND = 64 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] JSON = WalletJson.write(new SampleWallets(7).next(10));
    private static final byte[] RAW = value(JSON).pack(USER, NEVER);
    private static final byte[] LZ4 = value(JSON).pack(USER, 0);

    private final SplittableRandom random = new SplittableRandom(20_261_123);
    private final Damage damage = new Damage(random);

    private static WalletValue value(byte[] json) {
        return new WalletValue(WATCH, FILLED_AT, json);
    }

    private static void assertIsNoWallet(byte[] bytes) {
        assertThat(WalletValue.unpack(USER, bytes))
                .as(() -> HexFormat.of().formatHex(bytes))
                .isEmpty();
    }

    /** The bytes with the checksum that would be right for them, by the documented rule and another implementation. */
    private static byte[] sealed(String user, byte[] bytes) {
        XXHash64 hash = XXHashFactory.safeInstance().hash64();
        byte[] id = user.getBytes(StandardCharsets.UTF_8);
        long head = hash.hash(bytes, 0, CHECKSUM_AT, hash.hash(id, 0, id.length, 0));
        long whole = hash.hash(bytes, BODY_AT, bytes.length - BODY_AT, head);
        return ByteBuffer.wrap(bytes.clone()).putLong(CHECKSUM_AT, whole).array();
    }

    private static long allocatedBy(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void whatWasPackedIsUnpacked() {
        for (Wallet wallet : new SampleWallets(3).oneOfEach()) {
            byte[] json = WalletJson.write(wallet);
            for (int compressFrom : new int[] {NEVER, WalletValue.COMPRESS_FROM, 0}) {
                byte[] packed = value(json).pack(wallet.user(), compressFrom);
                WalletValue unpacked = WalletValue.unpack(wallet.user(), packed).orElseThrow();
                assertThat(unpacked.json()).isEqualTo(json);
                assertThat(unpacked.watch()).isEqualTo(WATCH);
                assertThat(unpacked.filledAt()).isEqualTo(FILLED_AT);
                assertThat(WalletJson.entries(unpacked.json())).isEqualTo(wallet.entries());
            }
        }
    }

    @Test
    void itIsCompressedFromTheThresholdOnWhereThatSavesAnything() {
        byte[] below = new byte[WalletValue.COMPRESS_FROM - 1];
        byte[] from = new byte[WalletValue.COMPRESS_FROM];
        assertThat(value(below).pack(USER)).hasSize(BODY_AT + below.length).startsWith(WalletValue.RAW);
        assertThat(value(from).pack(USER)).hasSizeLessThan(100).startsWith(WalletValue.LZ4);
    }

    @Test
    void whatCannotBeCompressedStaysRaw() {
        for (int length : new int[] {1, 500, WalletValue.MAX_JSON}) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            byte[] packed = value(noise).pack(USER, 0);
            assertThat(packed).hasSize(BODY_AT + length).startsWith(WalletValue.RAW);
            assertThat(WalletValue.unpack(USER, packed).orElseThrow().json()).isEqualTo(noise);
        }
    }

    @Test
    void moreThanTheBoundIsNotPacked() {
        byte[] most = new byte[WalletValue.MAX_JSON];
        assertThat(WalletValue.unpack(USER, value(most).pack(USER))
                        .orElseThrow()
                        .json())
                .isEqualTo(most);
        WalletValue more = value(new byte[WalletValue.MAX_JSON + 1]);
        assertThatThrownBy(() -> more.pack(USER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBytesAreThoseThatAreDocumented() {
        byte[] json = "{\"user\":\"u-1\",\"points\":0,\"asOf\":\"2026-11-23T01:02:04.012Z\",\"entries\":[]}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] packed = value(json).pack(USER, NEVER);
        ByteBuffer in = ByteBuffer.wrap(packed);
        assertThat(in.get()).isEqualTo((byte) 1);
        assertThat(in.getLong()).isEqualTo(WATCH);
        assertThat(in.getLong()).isEqualTo(FILLED_AT);
        in.getLong();
        assertThat(Arrays.copyOfRange(packed, in.position(), packed.length)).isEqualTo(json);
        assertThat(packed).isEqualTo(sealed(USER, packed));
        assertThat(HexFormat.of().formatHex(packed, 0, BODY_AT))
                .isEqualTo("01" + "0102030405060708" + "000001a205eca0c0" + "85efd4219edffedd");
    }

    @Test
    void compressedBytesAreThoseThatAreDocumented() {
        ByteBuffer in = ByteBuffer.wrap(LZ4);
        assertThat(in.get()).isEqualTo((byte) 2);
        assertThat(in.getLong()).isEqualTo(WATCH);
        assertThat(in.getLong()).isEqualTo(FILLED_AT);
        in.getLong();
        assertThat(in.getInt()).isEqualTo(JSON.length);
        byte[] block = Arrays.copyOfRange(LZ4, in.position(), LZ4.length);
        assertThat(LZ4Factory.safeInstance().safeDecompressor().decompress(block, JSON.length))
                .isEqualTo(JSON);
        assertThat(LZ4).isEqualTo(sealed(USER, LZ4));
    }

    @Test
    void everyByteCounts() {
        for (byte[] valid : List.of(RAW, LZ4)) {
            for (int at = 0; at < valid.length; at++) {
                for (int flip : new int[] {0x01, 0x80, 0xff, 1 + random.nextInt(255), valid[at] & 0xff}) {
                    if (flip != 0) {
                        byte[] damaged = valid.clone();
                        damaged[at] ^= (byte) flip;
                        assertIsNoWallet(damaged);
                    }
                }
            }
        }
    }

    @Test
    void whatIsCutShortIsNoWallet() {
        for (byte[] valid : List.of(RAW, LZ4)) {
            for (int length = 0; length < valid.length; length++) {
                assertIsNoWallet(Arrays.copyOf(valid, length));
                assertIsNoWallet(Arrays.copyOfRange(valid, valid.length - length, valid.length));
            }
        }
    }

    @Test
    void whatHasMoreBehindItIsNoWallet() {
        for (byte[] valid : List.of(RAW, LZ4)) {
            for (int more : new int[] {1, 2, 8, 1_000, 1_000_000}) {
                assertIsNoWallet(Arrays.copyOf(valid, valid.length + more));
            }
        }
    }

    @Test
    void anotherUsersIsNoWallet() {
        for (String other : List.of("", "u", "u-2", "U-1", "u-11", "u-1 ")) {
            assertThat(WalletValue.unpack(other, RAW)).isEmpty();
            assertThat(WalletValue.unpack(other, LZ4)).isEmpty();
            assertIsNoWallet(value(JSON).pack(other));
        }
    }

    @Test
    void anUnknownFormatIsNoWalletEvenIfItsChecksumIsRight() {
        for (byte[] valid : List.of(RAW, LZ4)) {
            for (int format = 0; format < 256; format++) {
                if (format != WalletValue.RAW && format != WalletValue.LZ4) {
                    byte[] other = valid.clone();
                    other[0] = (byte) format;
                    assertIsNoWallet(sealed(USER, other));
                }
            }
        }
        assertThat(WalletValue.unpack(USER, sealed(USER, LZ4))).isPresent();
    }

    @Test
    void leasesAndMarksAreNoWallets() {
        assertIsNoWallet(WalletCache.token(WalletCache.LEASE));
        assertIsNoWallet(WalletCache.token(WalletCache.MARKER));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Integer.MIN_VALUE,
                -1,
                0,
                1,
                WalletValue.MAX_JSON - 1,
                WalletValue.MAX_JSON,
                WalletValue.MAX_JSON + 1,
                1 << 24,
                1 << 30,
                Integer.MAX_VALUE - 8,
                Integer.MAX_VALUE
            })
    void aLengthThatLiesIsNoWalletAndTakesNoMemory(int length) {
        byte[] lying = lying(length);
        assertIsNoWallet(lying);
        assertThat(allocatedBy(() -> WalletValue.unpack(USER, lying))).isLessThan(BOUND);
    }

    @ParameterizedTest
    @ValueSource(ints = {-100, -2, -1, 1, 2, 100})
    void aLengthThatIsOffByALittleIsNoWallet(int off) {
        assertIsNoWallet(lying(JSON.length + off));
    }

    private static byte[] lying(int length) {
        byte[] lying = ByteBuffer.wrap(LZ4.clone()).putInt(BODY_AT, length).array();
        return sealed(USER, lying);
    }

    @Test
    void aCompressedValueWithoutABlockIsNoWallet() {
        for (int length = BODY_AT; length <= BODY_AT + Integer.BYTES; length++) {
            assertIsNoWallet(sealed(USER, Arrays.copyOf(LZ4, length)));
        }
    }

    @Test
    void noiseIsNoWallet() {
        for (int i = 0; i < Proof.times(100_000, 1_000_000); i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            if (noise.length > 0 && random.nextBoolean()) {
                noise[0] = random.nextBoolean() ? WalletValue.RAW : WalletValue.LZ4;
            }
            assertIsNoWallet(noise);
        }
    }

    @Test
    void damagedValuesAreNoWallets() {
        for (int i = 0; i < Proof.times(100_000, 1_000_000); i++) {
            byte[] valid = random.nextBoolean() ? RAW : LZ4;
            byte[] damaged = damage.of(valid, 0);
            if (!Arrays.equals(damaged, valid)) {
                assertIsNoWallet(damaged);
            }
        }
    }

    /** Nobody who can only damage bytes gets so far; it shows that the checksum is not all that keeps memory safe. */
    @Test
    void damageUnderARightChecksumNeitherThrowsNorTakesMemory() {
        long most = 0;
        int unpacked = 0;
        for (int i = 0; i < Proof.times(100_000, 1_000_000); i++) {
            byte[] damaged = damage.of(LZ4, BODY_AT);
            byte[] value = sealed(USER, damaged);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Optional<WalletValue> found = WalletValue.unpack(USER, value);
            most = Math.max(most, THREADS.getCurrentThreadAllocatedBytes() - before);
            if (found.isPresent()) {
                unpacked++;
                assertThat(found.get().json()).hasSizeLessThanOrEqualTo(WalletValue.MAX_JSON);
            }
        }
        assertThat(most).isBetween(1L, BOUND);
        assertThat(unpacked).isPositive();
    }
}
