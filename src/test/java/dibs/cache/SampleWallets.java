package dibs.cache;

import dibs.ledger.Wallet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Wallets as users may have them: few campaigns in all, each with one reward, within the last weeks. */
final class SampleWallets {
    private static final Instant NOW = Instant.parse("2026-11-23T01:02:03.456Z");
    private static final List<String> WORDS =
            List.of("spring", "black-friday", "welcome", "app", "vip", "bonus", "ny", "anniversary", "flash", "b2s");
    private static final int CAMPAIGNS = 60;

    private final SplittableRandom random;
    private final List<Campaign> campaigns = new ArrayList<>();

    private record Campaign(String id, long reward) {}

    SampleWallets(long seed) {
        this.random = new SplittableRandom(seed);
        while (campaigns.size() < CAMPAIGNS) {
            String id = any(WORDS) + "-" + any(WORDS) + "-" + (2_024 + random.nextInt(3));
            String fitting = id.substring(0, Math.min(id.length(), 6 + random.nextInt(15)));
            if (campaigns.stream().noneMatch(known -> known.id().equals(fitting))) {
                campaigns.add(new Campaign(fitting, 50L * (1 + random.nextInt(40))));
            }
        }
    }

    private <T> T any(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    Wallet next(int entries) {
        List<Wallet.Entry> rows = new ArrayList<>();
        List<Campaign> left = new ArrayList<>(campaigns);
        while (rows.size() < entries) {
            Campaign campaign = left.remove(random.nextInt(left.size()));
            Instant at = NOW.minus(random.nextLong(30L * 24 * 3_600 * 1_000), ChronoUnit.MILLIS);
            rows.add(new Wallet.Entry(campaign.id(), "grant", campaign.reward(), at));
            if (rows.size() < entries && random.nextInt(20) == 0) {
                Instant later = at.plusMillis(random.nextLong(3_600_000));
                rows.add(new Wallet.Entry(campaign.id(), "reversal", -campaign.reward(), later));
            }
        }
        rows.sort(Comparator.comparing(Wallet.Entry::decidedAt).reversed());
        long points = rows.stream().mapToLong(Wallet.Entry::amount).sum();
        return new Wallet("u-" + random.nextInt(1_000_000, 10_000_000), points, NOW, List.copyOf(rows));
    }

    /** One of each number of entries, from none on. */
    List<Wallet> oneOfEach() {
        return IntStream.rangeClosed(0, Wallet.ENTRIES).mapToObj(this::next).toList();
    }
}
