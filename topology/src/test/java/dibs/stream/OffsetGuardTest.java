package dibs.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** State and log that have parted: seen at the take-over, and with the first record at the latest. */
class OffsetGuardTest {

    @Test
    void theOffsetGuardStopsOnAnythingButTheNextRequest() {
        OffsetGuard behind = new OffsetGuard("dibs.requests", 3, 10, new LogOf(11));
        assertThatThrownBy(() -> behind.accept(10)).hasMessageContaining("3:10").hasMessageContaining("ahead");
        OffsetGuard skipped = new OffsetGuard("dibs.requests", 3, 10, new LogOf(11, 11));
        assertThatThrownBy(() -> skipped.accept(13))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("3:11 would be skipped")
                .hasMessageContaining("3:13");
        OffsetGuard markerBetween = new OffsetGuard("dibs.requests", 3, 10, new LogOf(11, 12));
        markerBetween.accept(12);
        markerBetween.accept(15);
        assertThatThrownBy(() -> markerBetween.accept(15)).hasMessageContaining("ahead");
    }

    @Test
    void takingOverStopsBeforeAnyRequestIfTheLogGoesOnElsewhere() {
        new OffsetGuard("dibs.requests", 3, 10, new LogOf(11)).takeOver();
        new OffsetGuard("dibs.requests", 3, 10, new LogOf(14, 14)).takeOver();
        new OffsetGuard("dibs.requests", 3, -1, new LogOf(0, 0)).takeOver();
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(10)).takeOver())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("everything up to 3:10")
                .hasMessageContaining("continues at 3:10");
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(14, 12)).takeOver())
                .hasMessageContaining("3:12 would be skipped")
                .hasMessageContaining("continues at 3:14");
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, -1, new LogOf(14, 0)).takeOver())
                .hasMessageContaining("holds nothing yet")
                .hasMessageContaining("continues at 3:14");
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(-1)).takeOver())
                .hasMessageContaining("continues at nowhere");
    }

    @Test
    void aLogThatEndsBeforeWhatTheGroupCommittedIsAnother() {
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(11, 2) {
                            @Override
                            public long end(int partition) {
                                return 3;
                            }
                        })
                        .takeOver())
                .hasMessageContaining("continues at 3:11")
                .hasMessageContaining("ends at 3:3");
    }

    /** A log that holds nothing but the given offsets, of which the group has committed one; -1: none. */
    private static class LogOf implements InputLog {
        private final long committed;
        private final long[] offsets;

        LogOf(long committed, long... offsets) {
            this.committed = committed;
            this.offsets = offsets;
        }

        @Override
        public OptionalLong committed(int partition) {
            return committed < 0 ? OptionalLong.empty() : OptionalLong.of(committed);
        }

        @Override
        public OptionalLong firstAtOrAfter(int partition, long from) {
            return Arrays.stream(offsets).filter(o -> o >= from).findFirst();
        }

        @Override
        public long end(int partition) {
            return Math.max(committed, Arrays.stream(offsets).max().orElse(-1) + 1);
        }

        @Override
        public long lastAfter(int partition, long after) {
            return after;
        }
    }
}
