package dibs.stream;

import dibs.campaign.Operation;
import dibs.campaign.Request;
import dibs.campaign.Request.Amend;
import dibs.campaign.Request.Claim;
import dibs.campaign.Request.Open;
import dibs.campaign.Request.Reverse;
import dibs.campaign.Terms;
import dibs.stream.SimulatedPartition.Meant;
import dibs.wire.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Writes records as a crowd of users, operators and careless producers would, all from one seed. */
final class RequestGenerator {
    private static final int USERS = 150;
    /** Claims of 1,000 requests, in most worlds and in those where operators ask much. */
    private static final int CLAIMING = 850;

    private static final int OPERATING = 200;
    private static final long START = 1_795_000_000_000L;
    private static final List<Operation> SWITCHES =
            List.of(Operation.PAUSE, Operation.RESUME, Operation.RESUME, Operation.RESUME);

    private final SplittableRandom random;
    private final int partitions;
    private final int campaigns;
    private final int claims;

    private final List<Amend> amends = new ArrayList<>();
    private long clock = START;
    private int labels;
    private int oldestCampaign;

    RequestGenerator(SplittableRandom random, int partitions) {
        this.random = random;
        this.partitions = partitions;
        this.claims = random.nextInt(4) == 0 ? OPERATING : CLAIMING;
        this.campaigns = 1 + random.nextInt(claims == OPERATING ? 3 : 12);
    }

    /** A record on its way to a partition. */
    record Sent(int partition, Record<byte[], byte[]> record, Meant meant) {}

    Sent next() {
        // The clock of the broker mostly goes on, and sometimes back.
        clock += random.nextInt(200) == 0 ? -random.nextInt(2_000) : random.nextInt(40);
        if (random.nextInt(25) == 0) {
            return bad();
        }
        String campaign = campaign();
        int home = HomePartition.of(campaign, partitions);
        boolean stray = partitions > 1 && random.nextInt(25) == 0;
        int partition = stray ? (home + 1 + random.nextInt(partitions - 1)) % partitions : home;
        return new Sent(
                partition,
                new Record<>(utf8(campaign), RequestJson.write(request()), clock, headers()),
                stray ? Meant.SENT_HOME : Meant.DECISION);
    }

    /** Campaigns come and go, but in worlds of operators one is asked so much that it forgets. */
    private String campaign() {
        if (claims == CLAIMING && random.nextInt(1_000) == 0) {
            oldestCampaign++;
        }
        return "c-" + (oldestCampaign + random.nextInt(campaigns));
    }

    private Request request() {
        int kind = random.nextInt(1000);
        if (kind < claims) {
            return new Claim(user(), random.nextInt(4) == 0 ? "claim-" + random.nextInt(1000) : null);
        }
        if (kind < 880) {
            return claims == OPERATING ? amend() : reverse();
        }
        if (kind < 920) {
            return open();
        }
        if (kind < 998 || claims == OPERATING) {
            return amend();
        }
        return new Amend(kind == 998 ? Operation.CLOSE : Operation.ARCHIVE, 0, label());
    }

    /** Often one that was asked for before, by whoever did not hear the answer. */
    private Amend amend() {
        if (!amends.isEmpty() && random.nextInt(4) == 0) {
            return amends.get(random.nextInt(amends.size()));
        }
        Amend amend = random.nextBoolean()
                ? new Amend(Operation.TOP_UP, amount(), label())
                : new Amend(SWITCHES.get(random.nextInt(SWITCHES.size())), 0, label());
        if (amends.size() < 30) {
            amends.add(amend);
        } else {
            amends.set(random.nextInt(30), amend);
        }
        return amend;
    }

    private Reverse reverse() {
        return new Reverse(user(), random.nextBoolean(), random.nextBoolean() ? "" : "by mistake", label());
    }

    /** The same few terms again and again, so that some repeat and some conflict. */
    private Open open() {
        long opensAt = START + random.nextInt(3) * 1_000L;
        return switch (random.nextInt(4)) {
            case 0 -> new Open(1, new Terms("small", 1_000, 100, null, null), null);
            case 1 -> new Open(1, new Terms("odd", 1_050, 100, opensAt, null), label());
            case 2 -> new Open(1, new Terms("timed", 20_000, 7, opensAt, START + 400_000), null);
            default -> new Open(1, new Terms("large", 1_000_000_000_000_000L, 1_000_000_000_000L, null, null), null);
        };
    }

    private long amount() {
        return switch (random.nextInt(8)) {
            case 0 -> 1_000_000_000_000_000L;
            case 1 -> 999_999_000_000_000L;
            default -> 1 + random.nextInt(150);
        };
    }

    /** Often new, sometimes one of the last few, rarely one from long ago. */
    private String label() {
        int choice = random.nextInt(10);
        if (choice < 3) {
            return null;
        }
        if (choice < 6) {
            return "l-" + labels++;
        }
        return "l-" + (choice < 9 ? Math.max(0, labels - random.nextInt(20)) : random.nextInt(labels + 1));
    }

    private String user() {
        return "u-" + random.nextInt(USERS);
    }

    private Headers headers() {
        Headers headers = new RecordHeaders();
        switch (random.nextInt(12)) {
            case 0 -> headers.add(ReplyAddress.HEADER, new ReplyAddress(0, 7, 1).toBytes());
            case 1 -> headers.add(ReplyAddress.HEADER, new ReplyAddress(99, 7, 1).toBytes());
            case 2 -> headers.add(ReplyAddress.HEADER, new ReplyAddress(-1, 7, 1).toBytes());
            case 3 -> headers.add(ReplyAddress.HEADER, new byte[random.nextInt(40)]);
            case 4 -> headers.add(ReplyAddress.HEADER, null);
            case 5 -> headers.add("traceparent", new byte[200]);
            default -> {}
        }
        return headers;
    }

    private Sent bad() {
        String campaign = campaign();
        int partition = random.nextInt(partitions);
        Headers headers = headers();
        byte[] key = utf8(campaign);
        byte[] value = utf8("{\"type\":\"claim\",\"user\":\"u-1\"}");
        switch (random.nextInt(4)) {
            case 0 -> key = badKey();
            case 1 -> {
                // Sent home already, and still not there.
                headers.add(Reading.ORIGIN_HEADER, utf8("0:1"));
                partition = (HomePartition.of(campaign, partitions) + 1) % partitions;
                key = partitions == 1 ? null : key;
            }
            default -> value = badValue();
        }
        return new Sent(partition, new Record<>(key, value, clock, headers), Meant.DEAD_LETTER);
    }

    private byte[] badKey() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> utf8("Spring");
            case 3 -> utf8("c-1\0");
            case 4 -> new byte[] {(byte) 0xff, (byte) 0xfe};
            default -> new byte[20_000];
        };
    }

    private byte[] badValue() {
        String nul = "\\u0000";
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> new byte[64 * 1024 + 1];
            case 3 -> utf8("[".repeat(5_000));
            case 4 -> utf8("{\"type\":\"claim\",\"user\":\"u\",\"user\":\"v\"}");
            case 5 -> utf8("{\"type\":\"claim\",\"user\":\"a" + nul + "\"}");
            case 6 -> utf8("{\"type\":\"top_up\",\"amount\":0}");
            case 7 -> utf8("{\"type\":\"top_up\",\"amount\":1000000000000001}");
            case 8 -> utf8("{\"type\":\"open\",\"rules\":2,\"title\":\"t\",\"budget\":1,\"reward\":1}");
            case 9 -> utf8("{\"type\":\"reverse\",\"user\":\"u\"}");
            case 10 -> utf8("{\"type\":\"pause\",\"user\":\"u\"}");
            case 11 -> new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
            case 12 -> utf8("{\"type\":\"claim\",\"user\":\"u\"} {}");
            default -> noise();
        };
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(100)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) random.nextInt();
        }
        return noise;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
