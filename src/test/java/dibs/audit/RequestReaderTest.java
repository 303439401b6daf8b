package dibs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.Request;
import dibs.campaign.Request.Amend;
import dibs.campaign.Request.Cases;
import dibs.campaign.Request.Open;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Both readers, each written from the contract, agree on what is a request and what it says. */
class RequestReaderTest {
    private static final int VALUES = 300_000;
    private static final List<String> VALID = List.of(
            "{\"type\":\"claim\",\"user\":\"u-1\",\"requestId\":\"r\"}",
            "{\"type\":\"open\",\"rules\":1,\"title\":\"Größe\",\"budget\":1000000000000000,\"reward\":1000000000000,"
                    + "\"opensAt\":\"2026-11-23T01:02:03.456Z\",\"closesAt\":\"2026-11-23T01:02:04Z\",\"requestId\":\"o\"}",
            "{\"type\":\"open\",\"title\":\"t\",\"budget\":100,\"reward\":100,\"opensAt\":null,\"closesAt\":null}",
            "{\"type\":\"top_up\",\"amount\":100,\"requestId\":\"t\"}",
            "{\"type\":\"pause\"}",
            "{\"type\":\"resume\",\"requestId\":null}",
            "{\"type\":\"close\",\"requestId\":\"c\"}",
            "{\"type\":\"archive\"}",
            "{\"type\":\"reverse\",\"user\":\"u\",\"returnBudget\":true,\"reason\":\"\\u00fc\\ud83d\\ude00\"}");
    private static final List<String> PIECES = List.of(
            "\"",
            ",",
            ":",
            "{",
            "}",
            "[",
            "]",
            "null",
            "true",
            "0",
            "1",
            "-1",
            "1.0",
            "1e3",
            "\\u0000",
            "\\ud800",
            "ü",
            " ",
            "\n",
            "\t",
            "\u0085",
            "\ufeff",
            "Z",
            "T",
            "9999-12-31T23:59:60Z",
            "1969-12-31T23:59:59Z",
            "\"user\":\"v\",",
            "\"rules\":2,",
            "\"rules\":null,",
            "\"reason\":null,",
            "\"amount\":0,",
            "99999999999999999999",
            "x".repeat(130),
            "é".repeat(201),
            "😀".repeat(200));

    @Test
    void bothReadersAgree() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int valid = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] value = changed(random, VALID.get(random.nextInt(VALID.size())));
            String expected = decider(value);
            Logged read = RequestReader.read(value);
            assertThat(read == null ? null : words(read))
                    .as("%s (seed %d)", new String(value, StandardCharsets.UTF_8), seed)
                    .isEqualTo(expected);
            valid += expected == null ? 0 : 1;
        }
        assertThat(valid).as("values that are requests").isBetween(VALUES / 50, VALUES / 2);
        assertThat(RequestReader.read(null)).isNull();
        assertThat(RequestReader.read(new byte[64 * 1024 + 1])).isNull();
    }

    /** None to three places are changed: a piece put in or a stretch taken out, seldom a single byte. */
    private static byte[] changed(SplittableRandom random, String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            if (random.nextBoolean()) {
                text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            } else {
                text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String decider(byte[] value) {
        try {
            return words(RequestJson.read(value));
        } catch (Malformed e) {
            return null;
        }
    }

    private static String words(Request request) {
        return request.match(new Cases<>(
                        RequestReaderTest::open,
                        claim -> "claim " + claim.user(),
                        RequestReaderTest::amend,
                        reverse -> "reverse " + reverse.user() + " " + reverse.returnBudget() + " " + reverse.reason()))
                + " " + request.requestId();
    }

    private static String open(Open open) {
        return "open " + open.terms().title() + " " + open.terms().budget() + " "
                + open.terms().reward() + " " + open.terms().opensAt() + " "
                + open.terms().closesAt();
    }

    private static String amend(Amend amend) {
        return amend.operation().wireName() + " " + amend.amount();
    }

    private static String words(Logged request) {
        String what = switch (request.type()) {
            case "claim" -> request.user();
            case "reverse" ->
                request.user() + " " + request.takeBack().returnBudget() + " "
                        + request.takeBack().reason();
            case "open" ->
                request.terms().title() + " " + request.terms().budget() + " "
                        + request.terms().reward() + " " + request.terms().opensAt() + " "
                        + request.terms().closesAt();
            default -> Long.toString(request.amount());
        };
        return request.type() + " " + what + " " + request.requestId();
    }
}
