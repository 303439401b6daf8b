package dibs.stream;

import static dibs.stream.TestDecider.claim;
import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.Holding;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionReadsTest {
    private static final int CLAIMS = 5_000;

    @TempDir
    Path stateDir;

    /** What was seen at one moment; the last user is the one whom the last request granted something. */
    private record Seen(long at, long spent, Holding last, Holding next) {}

    /** The opening is at 0, and the claim at n is that of user n, who gets one point. */
    @Test
    void whatIsReadAtAPositionIsAllOfThatPosition() throws Exception {
        try (TestDecider decider = new TestDecider(stateDir, 1)) {
            decider.send(
                    "spring",
                    "{\"type\":\"open\",\"rules\":1,\"title\":\"T\",\"budget\":" + CLAIMS
                            + ",\"reward\":1,\"opensAt\":null,\"closesAt\":null}");
            PartitionReads reads = decider.stores();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> moments = CompletableFuture.supplyAsync(() -> readUntil(over, reads));
            for (int i = 1; i <= CLAIMS && !moments.isDone(); i++) {
                decider.send("spring", claim("u-" + i));
            }
            over.set(true);
            assertThat(moments.get()).as("moments seen").isGreaterThan(100);
        }
    }

    private static int readUntil(AtomicBoolean over, PartitionReads reads) {
        int moments = 0;
        for (long last = -1; !over.get(); ) {
            Seen seen = reads.at(at -> see(reads, at)).orElse(null);
            if (seen != null) {
                assertThat(seen.spent()).isEqualTo(seen.at());
                assertThat(seen.at() == 0 || seen.last() != null).as("%s", seen).isTrue();
                assertThat(seen.next()).as("%s", seen).isNull();
                moments += seen.at() > last ? 1 : 0;
                last = seen.at();
            }
        }
        return moments;
    }

    private static Seen see(PartitionReads reads, long at) {
        return new Seen(
                at,
                reads.campaign("spring").tally().spent(),
                reads.holding("spring", "u-" + at),
                reads.holding("spring", "u-" + (at + 1)));
    }
}
