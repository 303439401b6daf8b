package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left to delete is in the stores: whoever takes over, or starts again, goes on with it. */
class ArchivedGrantsTest {
    private final TransactionalStore grants = new TransactionalStore("grants", false);
    private final TransactionalStore progress = new TransactionalStore("progress", false);

    @BeforeEach
    void fill() {
        progress.put(StoreKeys.APPLIED, new byte[8]);
        for (int i = 0; i < 120; i++) {
            grants.put(StoreKeys.grant("b", "u-" + i), new byte[] {1});
        }
        grants.put(StoreKeys.grant("a", "u-1"), new byte[] {1});
        grants.put(StoreKeys.grant("c", "u-1"), new byte[] {1});
    }

    @Test
    void aRestartInTheMiddleGoesOn() {
        ArchivedGrants before = archived();
        before.add("b");
        before.deleteSome();
        assertThat(grants.entries().keySet()).hasSize(72);
        archived().deleteSome();
        assertThat(grants.entries().keySet()).hasSize(22);
        archived().deleteSome();
        assertThat(grants.entries().keySet()).hasSize(2);
        archived().deleteSome();
        assertThat(grants.entries().keySet()).hasSize(2);
        assertThat(progress.entries().keySet()).as("only the offset is left").containsExactly(StoreKeys.APPLIED);
    }

    @Test
    void theStoresDoNotTellWhetherThereWasARestart() {
        TransactionalStore grantsToo = new TransactionalStore("grants", false);
        TransactionalStore progressToo = new TransactionalStore("progress", false);
        grants.entries().forEach(grantsToo::put);
        progress.entries().forEach(progressToo::put);
        ArchivedGrants steady = archived();
        for (int i = 0; i < 8; i++) {
            ArchivedGrants fresh = new ArchivedGrants(grantsToo, progressToo);
            // Those that come later come before the one that is being deleted, and the other way round.
            String archived = i < 3 ? List.of("b", "a", "c").get(i) : null;
            if (archived != null) {
                steady.add(archived);
                fresh.add(archived);
            }
            steady.deleteSome();
            fresh.deleteSome();
            assertThat(grantsToo.entries().keySet())
                    .as("step %s", i)
                    .isEqualTo(grants.entries().keySet());
            assertThat(progressToo.entries().keySet())
                    .as("step %s", i)
                    .isEqualTo(progress.entries().keySet());
        }
        assertThat(grants.entries().keySet()).isEmpty();
    }

    private ArchivedGrants archived() {
        return new ArchivedGrants(grants, progress);
    }
}
