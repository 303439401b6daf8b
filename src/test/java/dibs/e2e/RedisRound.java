package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** What Redis does for a campaign and for a wallet, seen from outside. */
final class RedisRound {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Longer than a copy lives of which nobody says that it still holds. */
    private static final Duration WHILE = Duration.ofMillis(600);

    private RedisRound() {}

    /** Opens a campaign and sees it kept up to date by announcements alone, and a wallet filled and changed. */
    static void isRight(String http) throws Exception {
        Claims claims = new Claims(http);
        assertThat(claims.open("round", 1_000, 100).status()).isEqualTo(201);
        awaitAnnouncements(http, "round");
        changeIsAnnounced(http, http, "round");
        assertThat(claims.claimForSure("round", "u-1").status()).isEqualTo(201);
        await().atMost(SOON).until(() -> isFromRedis(http, "u-1", 100));
        claims.open("more", 1_000, 50);
        assertThat(claims.claimForSure("more", "u-1").status()).isEqualTo(201);
        await().atMost(SOON).until(() -> isFromRedis(http, "u-1", 150));
    }

    /** Copies of this process last longer than they would if nobody announced changes. */
    static void awaitAnnouncements(String http, String campaign) {
        await().atMost(SOON)
                .during(WHILE)
                .until(() -> source(http, "/v1/campaigns/" + campaign).equals("local"));
    }

    /** A change made through one front is seen on another within a second, and nobody is asked for it. */
    static void changeIsAnnounced(String http, String seenAt, String campaign) throws Exception {
        Claims.Answer topped = new Claims(http)
                .post("/v1/campaigns/" + campaign + "/top-ups", "{\"requestId\":\"change\",\"amount\":1}");
        assertThat(topped.status()).isEqualTo(200);
        long budget = topped.body().get("budget").asLong();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(1))
                .until(() -> {
                    Claims.Answer answer = new Claims(seenAt).get("/v1/campaigns/" + campaign);
                    assertThat(source(answer)).isEqualTo("local");
                    return answer.body().get("budget").asLong() == budget;
                });
    }

    private static boolean isFromRedis(String http, String user, long points) throws Exception {
        Claims.Answer answer = new Claims(http).get("/v1/users/" + user + "/wallet");
        return source(answer).equals("redis") && answer.body().get("points").asLong() == points;
    }

    static String source(String http, String path) throws Exception {
        return source(new Claims(http).get(path));
    }

    static String source(Claims.Answer answer) {
        return answer.response().headers().firstValue("Dibs-Source").orElse("");
    }
}
