package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A crowd that only watches, while others claim: every claim is answered, and everyone who watches sees the end. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ManyListenersTest {
    private static final int LISTENERS = Proof.times(1_500, 10_000);
    private static final int CLAIMS = Proof.times(300, 3_000);

    @TempDir
    Path dir;

    @Test
    void whoWatchesHoldsNobodyUpWhoClaims() throws Exception {
        AnswerJournal journal = new AnswerJournal();
        try (ServeProcess serve = ServeProcess.startWith(
                        List.of("-Xmx512m"), dir.resolve("data"), "--redis", "none", "--set", "front.threads=8");
                ManyListeners watching = watch(serve)) {
            Claims claims = new Claims(serve.http());
            assertThat(watching.awaitGranted(0)).isEqualTo(LISTENERS + " know 0");
            assertThat(Metrics.of(serve.http(), "dibs_http_listeners")).isEqualTo(LISTENERS);
            for (int i = 0; i < CLAIMS; i++) {
                Claims.Answer answer = claims.claim("watched", "u-" + i);
                journal.add("watched", "u-" + i, answer);
                assertThat(answer.status()).isEqualTo(201);
            }
            assertThat(watching.awaitGranted(CLAIMS)).isEqualTo(LISTENERS + " know " + CLAIMS);
            Audited.clean(serve, journal.file());
        }
    }

    private static ManyListeners watch(ServeProcess serve) throws Exception {
        assertThat(new Claims(serve.http()).open("watched", 1_000_000, 100).status())
                .isEqualTo(201);
        return ManyListeners.start(URI.create(serve.http()).getPort(), "watched", LISTENERS);
    }
}
