package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When copies may be believed, by what was announced and what was not; time is a number here. */
class TrustTest {
    private static final long SILENCE = Trust.SILENCE.toNanos();

    private long now = new SplittableRandom().nextLong();
    private final Trust trust = new Trust(3, () -> now);

    private static Announcement alive(String publisher, long number, Integer... partitions) {
        return new Announcement(publisher, number, null, List.of(partitions));
    }

    private static Announcement change(String publisher, long number) {
        return new Announcement(publisher, number, AnnouncementTest.CAMPAIGN, List.of());
    }

    @Test
    void nothingIsTrustedBeforeAnythingIsHeard() {
        assertThat(trust.holds(0)).isFalse();
    }

    @Test
    void aPublisherNobodyKnewMakesOldCopiesWorthlessAndNewOnesTrusted() {
        assertThat(trust.heard(alive("a", 1, 0))).contains("publisher");
        assertThat(trust.holds(0)).isTrue();
        assertThat(trust.heard(alive("a", 2, 0))).isEmpty();
    }

    @Test
    void silenceEndsItAndTheNextSignOfLifeRenewsIt() {
        trust.heard(alive("a", 1, 0));
        now += SILENCE - 1;
        assertThat(trust.holds(0)).isTrue();
        now += 1;
        assertThat(trust.holds(0)).isFalse();
        assertThat(trust.heard(alive("a", 2, 0))).isEmpty();
        assertThat(trust.holds(0)).isTrue();
    }

    @Test
    void partitionsAreTrustedApart() {
        trust.heard(alive("a", 1, 0));
        trust.heard(alive("b", 1, 2));
        now += SILENCE - 1;
        trust.heard(alive("b", 2, 2));
        now += 1;
        assertThat(trust.holds(0)).isFalse();
        assertThat(trust.holds(1)).isFalse();
        assertThat(trust.holds(2)).isTrue();
    }

    @Test
    void changesCountButAreNoSignOfLife() {
        trust.heard(alive("a", 1, 0));
        now += SILENCE - 1;
        assertThat(trust.heard(change("a", 2))).isEmpty();
        now += 1;
        assertThat(trust.holds(0)).isFalse();
        assertThat(trust.heard(alive("a", 3, 0))).isEmpty();
    }

    @Test
    void aChangeThatWasMissedIsNoticedByTheNextMessage() {
        trust.heard(alive("a", 1, 0));
        assertThat(trust.heard(alive("a", 3, 0))).contains("gap");
        assertThat(trust.heard(change("a", 5))).contains("gap");
        assertThat(trust.heard(alive("a", 6, 0))).isEmpty();
    }

    @Test
    void aNumberHeardAgainOrGoingBackIsAGap() {
        trust.heard(alive("a", 7, 0));
        assertThat(trust.heard(alive("a", 7, 0))).contains("gap");
        assertThat(trust.heard(alive("a", 1, 0))).contains("gap");
    }

    @Test
    void anotherPublisherForAPartitionMakesOldCopiesWorthless() {
        trust.heard(alive("a", 1, 0, 1));
        trust.heard(alive("b", 1, 2));
        assertThat(trust.heard(alive("b", 2, 2, 1))).contains("publisher");
        assertThat(trust.heard(alive("a", 2, 0))).isEmpty();
        assertThat(trust.heard(alive("b", 3, 1, 2))).isEmpty();
        assertThat(trust.heard(alive("b", 5, 2, 1, 0))).contains("gap");
    }

    @Test
    void publishersOfDifferentPartitionsCountApart() {
        trust.heard(alive("a", 10, 0));
        trust.heard(alive("b", 20, 1));
        assertThat(trust.heard(alive("a", 11, 0))).isEmpty();
        assertThat(trust.heard(change("b", 21))).isEmpty();
        assertThat(trust.heard(change("a", 12))).isEmpty();
        assertThat(trust.heard(alive("b", 22, 1))).isEmpty();
    }

    @Test
    void partitionsThatDoNotExistAreNobodys() {
        assertThat(trust.heard(alive("a", 1, -1, 3, 1_000_000))).isEmpty();
        assertThat(trust.heard(alive("a", 2, 3, 1))).contains("publisher");
        assertThat(trust.holds(1)).isTrue();
    }

    @Test
    void afterALossNothingIsTrustedUntilSomebodySpeaks() {
        trust.heard(alive("a", 1, 0, 1, 2));
        trust.lose();
        assertThat(trust.holds(0)).isFalse();
        assertThat(trust.heard(change("a", 2))).isEmpty();
        assertThat(trust.holds(0)).isFalse();
        assertThat(trust.heard(alive("a", 5, 0))).contains("publisher");
        assertThat(trust.holds(0)).isTrue();
    }

    @Test
    void onlyPublishersThatSpeakForAPartitionAreRemembered() {
        for (int i = 0; i < 10_000; i++) {
            trust.heard(alive("speaks-" + i, 1, i % 3));
            trust.heard(change("changes-only-" + i, 1));
            trust.heard(alive("of-nothing-" + i, 1, 99));
        }
        assertThat(trust.publishers()).isEqualTo(3);
    }
}
