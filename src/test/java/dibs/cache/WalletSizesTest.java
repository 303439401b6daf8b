package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.Proof;
import dibs.ledger.Wallet;
import dibs.local.TestServers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;

/**
 * What packing a wallet saves in a real Redis and what it costs, by number of entries. The figures are printed; those of
 * CPU are worth something in the long form only.
 */
class WalletSizesTest {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int AT_ONCE = 200;
    private static final int TIMED = 100;
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 20_000;

    /** What an allocator adds to the header of 25 bytes at most, with classes of 32 bytes. */
    private static final int HEADER = 32;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Keeps what was timed from being optimised away. */
    private long seen;

    /** Sums over all wallets of one number of entries. */
    private static final class Sums {
        private long wallets;
        private long jsonBytes;
        private long rawBytes;
        private long lz4Bytes;
        private long jsonMemory;
        private long rawMemory;
        private long lz4Memory;
        private long packedMemory;
    }

    private record Kept(
            Sums sums, Response<Long> json, Response<Long> raw, Response<Long> lz4, Response<Long> packed) {}

    private static WalletValue value(byte[] json) {
        return new WalletValue(0x0102030405060708L, 1_795_395_723_456L, json);
    }

    @Test
    void packedWalletsTakeLessMemoryTheMoreEntriesTheyHave() {
        int wallets = Proof.times(2_000, 100_000);
        Sums[] byEntries = new Sums[Wallet.ENTRIES + 1];
        Arrays.setAll(byEntries, entries -> new Sums());
        SampleWallets samples = new SampleWallets(20_261_123);
        try (UnifiedJedis client = RedisAddress.parse(TestServers.redis()).connect(Duration.ofSeconds(5))) {
            for (int from = 0; from < wallets; from += AT_ONCE) {
                store(client, samples, byEntries, from, Math.min(wallets, from + AT_ONCE));
            }
        }
        print(byEntries);
        assertThat(byEntries[1].packedMemory)
                .isLessThanOrEqualTo(byEntries[1].jsonMemory + HEADER * byEntries[1].wallets);
        for (int entries = 10; entries <= Wallet.ENTRIES; entries++) {
            assertThat((double) byEntries[entries].packedMemory / byEntries[entries].jsonMemory)
                    .as("%s entries", entries)
                    .isLessThanOrEqualTo(0.7);
        }
    }

    private static void store(UnifiedJedis client, SampleWallets samples, Sums[] byEntries, int from, int to) {
        List<Kept> kept = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (int i = from; i < to; i++) {
                int entries = 1 + i % Wallet.ENTRIES;
                Wallet wallet = samples.next(entries);
                Sums sums = byEntries[entries];
                byte[] json = WalletJson.write(wallet);
                byte[] raw = value(json).pack(wallet.user(), NEVER);
                byte[] lz4 = value(json).pack(wallet.user(), 0);
                byte[] packed = value(json).pack(wallet.user());
                sums.wallets++;
                sums.jsonBytes += json.length;
                sums.rawBytes += raw.length;
                sums.lz4Bytes += lz4.length;
                List<Response<Long>> memory = new ArrayList<>();
                byte[][] values = {json, raw, lz4, packed};
                for (int form = 0; form < values.length; form++) {
                    // Of one length, so that the keys take as much.
                    byte[] key = new CacheNames("sizes." + form + ".", 4).wallet(wallet.user());
                    keys.add(key);
                    pipeline.set(key, values[form]);
                    memory.add(pipeline.memoryUsage(key, 0));
                }
                kept.add(new Kept(sums, memory.get(0), memory.get(1), memory.get(2), memory.get(3)));
            }
            pipeline.del(keys.toArray(byte[][]::new));
            pipeline.sync();
        }
        for (Kept each : kept) {
            each.sums().jsonMemory += each.json().get();
            each.sums().rawMemory += each.raw().get();
            each.sums().lz4Memory += each.lz4().get();
            each.sums().packedMemory += each.packed().get();
        }
    }

    private void print(Sums[] byEntries) {
        StringBuilder table = new StringBuilder("bytes and MEMORY USAGE of one wallet on average, CPU nanoseconds\n"
                + "entries  json   raw   lz4 | mem json   raw   lz4 packed  packed/json lz4/raw"
                + " | pack raw   lz4 | unpack raw   lz4\n");
        for (int entries = 1; entries <= Wallet.ENTRIES; entries++) {
            Sums s = byEntries[entries];
            SampleWallets samples = new SampleWallets(entries);
            int each = entries;
            List<Wallet> wallets =
                    IntStream.range(0, TIMED).mapToObj(i -> samples.next(each)).toList();
            table.append(String.format(
                    "%7d %5d %5d %5d | %8d %5d %5d %6d %12.2f %7.2f | %8d %5d | %10d %5d%n",
                    entries,
                    s.jsonBytes / s.wallets,
                    s.rawBytes / s.wallets,
                    s.lz4Bytes / s.wallets,
                    s.jsonMemory / s.wallets,
                    s.rawMemory / s.wallets,
                    s.lz4Memory / s.wallets,
                    s.packedMemory / s.wallets,
                    (double) s.packedMemory / s.jsonMemory,
                    (double) s.lz4Memory / s.rawMemory,
                    packNanos(wallets, NEVER),
                    packNanos(wallets, 0),
                    unpackNanos(wallets, NEVER),
                    unpackNanos(wallets, 0)));
        }
        System.out.println(table);
    }

    private long packNanos(List<Wallet> wallets, int compressFrom) {
        List<WalletValue> values =
                wallets.stream().map(wallet -> value(WalletJson.write(wallet))).toList();
        return nanos(i -> values.get(i).pack(wallets.get(i).user(), compressFrom).length);
    }

    private long unpackNanos(List<Wallet> wallets, int compressFrom) {
        List<byte[]> packed = wallets.stream()
                .map(wallet -> value(WalletJson.write(wallet)).pack(wallet.user(), compressFrom))
                .toList();
        return nanos(i -> WalletValue.unpack(wallets.get(i).user(), packed.get(i))
                .orElseThrow()
                .watch());
    }

    /** CPU time of this thread for one call: the median of many rounds, once the compiler has done its work. */
    private long nanos(IntToLongFunction work) {
        call(work, WARM_UP);
        int calls = Proof.times(2_000, 20_000);
        long[] rounds = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadCpuTime();
            call(work, calls);
            rounds[round] = (THREADS.getCurrentThreadCpuTime() - before) / calls;
        }
        assertThat(seen).isNotZero();
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private void call(IntToLongFunction work, int calls) {
        for (int i = 0; i < calls; i++) {
            seen += work.applyAsLong(i % TIMED);
        }
    }
}
