package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.serve.Role;
import dibs.stream.HomePartition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corners of HTTP: what proxies, browsers and careless callers send. */
class HttpEdgesTest {
    private static RunningDibs dibs;
    private static Claims claims;

    @BeforeAll
    static void start() throws Exception {
        dibs = RunningDibs.start(EnumSet.of(Role.FRONT, Role.DECIDER), "front.decision-timeout=30s");
        claims = new Claims(dibs.http());
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @Test
    void whatAFreshPartitionAnswersCanBeSentAlong() throws Exception {
        try (RunningDibs fresh = RunningDibs.start(EnumSet.of(Role.FRONT, Role.DECIDER))) {
            Claims caller = new Claims(fresh.http());
            Claims.Answer none = caller.get("/v1/campaigns/nobody/claims/u");
            assertThat(none.status()).isEqualTo(404);
            assertThat(none.body().path("position").asText("0:0")).doesNotContain("-");
            String seen = none.response().headers().firstValue("Dibs-Position").orElse("0:0");
            assertThat(seen).doesNotContain("-");
        }
    }

    @Test
    void everyAnswerFromAStoreSaysHowNewItIs() throws Exception {
        claims.open("stamped", 100, 100);
        String listed = position(claims.get("/v1/campaigns"));
        assertThat(claims.get("/v1/campaigns", "Dibs-Position", listed).status())
                .isEqualTo(200);
        assertThat(claims.get("/v1/campaigns/stamped", "Dibs-Position", listed).status())
                .isEqualTo(200);
        assertThat(claims.get("/v1/campaigns", "Dibs-Position", "0:999999999").status())
                .isEqualTo(503);
        String shown = position(claims.get("/v1/campaigns/stamped"));
        assertThat(listed.split(",")).contains(shown);
        assertThat(position(claims.get("/v1/campaigns/stamped/stats"))).isEqualTo(shown);
    }

    /** Else the next request is sent on a connection that nobody reads, and a claim is not sent again by itself. */
    @Test
    void whoSendsWhatCannotBeReadIsToldThatTheConnectionEnds() throws Exception {
        for (String path : List.of("/docs/a%00", "/v1/campaigns/a%2")) {
            try (RawHttp raw = new RawHttp(dibs.http())) {
                raw.send(("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                // All there is until the server closes.
                assertThat(raw.next(4_096))
                        .startsWith("HTTP/1.1 400 ")
                        .containsIgnoringCase("\r\nconnection: close\r\n");
            }
        }
    }

    /** A browser names the site of the page that makes it send; an empty body needs no leave to be sent. */
    @Test
    void aPageOfAnotherSiteCanOnlyRead() throws Exception {
        claims.open("local", 100, 100);
        for (String site : new String[] {"cross-site", "same-site"}) {
            assertThat(claims.send(HttpRequest.newBuilder(URI.create(dibs.http() + "/v1/campaigns/local/close"))
                                    .header("Sec-Fetch-Site", site)
                                    .POST(HttpRequest.BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(403);
            assertThat(claims.get("/v1/campaigns/local", "Sec-Fetch-Site", site).status())
                    .isEqualTo(200);
        }
        assertThat(claims.get("/v1/campaigns/local").body().get("status").asText())
                .isEqualTo("open");
    }

    @Test
    void whatDoesNotExistIsSaidAsOfAPositionToo() throws Exception {
        claims.open("other", 100, 100);
        Claims.Answer there = claims.get("/v1/campaigns/other/stats");
        Claims.Answer gone = claims.get("/v1/campaigns/" + sibling("other"));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(position(gone)).isEqualTo(position(there));
    }

    @Test
    void emptyQueryParametersAreAbsentAndRepeatedOnesRefused() throws Exception {
        assertThat(claims.get("/v1/campaigns?status=&limit=&after=").status()).isEqualTo(200);
        assertThat(claims.get("/v1/campaigns?limit=1&limit=2")
                        .body()
                        .path("field")
                        .asText())
                .isEqualTo("limit");
        assertThat(claims.get("/v1/campaigns/other/claims/u?position=").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAG", "W/TAG", "\"x\", TAG", "\"x\",W/TAG", "*"})
    void aTagIsFoundInTheFormsProxiesSendItIn(String form) throws Exception {
        claims.open("tagged", 100, 100);
        String tag = claims.get("/v1/campaigns/tagged")
                .response()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        Claims.Answer same = claims.get("/v1/campaigns/tagged", "If-None-Match", form.replace("TAG", tag));
        assertThat(same.status()).isEqualTo(304);
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        claims.open("headed", 100, 100);
        assertThat(head("/v1/campaigns/headed").headers().firstValue("ETag")).isPresent();
        assertThat(head("/v1/campaigns/nowhere").statusCode()).isEqualTo(404);
        assertThat(head("/v1/campaigns/headed/claims/u").statusCode()).isEqualTo(404);
    }

    private static String position(Claims.Answer answer) {
        return answer.response().headers().firstValue("Dibs-Position").orElseThrow();
    }

    /** An id no campaign bears, on the same partition. */
    static String sibling(String campaign) {
        int i = 0;
        while (HomePartition.of(campaign + i, 4) != HomePartition.of(campaign, 4)) {
            i++;
        }
        return campaign + i;
    }

    private static HttpResponse<String> head(String path) throws IOException, InterruptedException {
        return claims.raw("HEAD", path);
    }
}
