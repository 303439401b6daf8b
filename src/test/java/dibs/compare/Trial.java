package dibs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.compare.Contender.Grant;
import dibs.compare.Load.Outcome;
import java.util.List;
import java.util.stream.IntStream;

/** What every contender is put through, with or without ranks. */
public final class Trial {
    private static final int USERS = 100;
    private static final int TIMES = 3;
    private static final int ROOM = 20;
    private static final int AT_ONCE = 32;

    private Trial() {}

    public static void answersInOrder(Contender contender, boolean ranks) throws Exception {
        contender.open("in-order", 2);
        RecordedLoad load = new RecordedLoad("in-order", List.of("a", "b", "a", "c", "b", "c"), 1);
        contender.run(load);
        int one = ranks ? 1 : 0;
        int two = ranks ? 2 : 0;
        assertThat(load.told())
                .hasToString("[a GRANTED " + one + ", b GRANTED " + two + ", a REPEATED " + one + ", c SOLD_OUT 0,"
                        + " b REPEATED " + two + ", c SOLD_OUT 0]");
        assertThat(contender.grants("in-order")).containsExactlyInAnyOrder(new Grant("a", one), new Grant("b", two));
        assertThat(contender.grants("never-opened")).isEmpty();
    }

    /** Many threads: each grant is told once, is stored, and there are no more than there is room for. */
    public static RecordedLoad contested(Contender contender) throws Exception {
        contender.open("contested", ROOM);
        RecordedLoad load = new RecordedLoad("contested", RecordedLoad.users(USERS, TIMES), AT_ONCE);
        contender.run(load);
        List<Grant> stored = contender.grants("contested");
        assertThat(load.failures()).isZero();
        assertThat(load.told()).hasSize(USERS * TIMES);
        assertThat(load.count(Outcome.GRANTED)).isEqualTo(ROOM);
        assertThat(stored).hasSize(ROOM);
        assertThat(stored).extracting(Grant::user).containsExactlyInAnyOrderElementsOf(load.users(Outcome.GRANTED));
        return load;
    }

    /** As above, for contenders that say of every user at any time what is true of them. */
    public static void contestedWithRanks(Contender contender) throws Exception {
        RecordedLoad load = contested(contender);
        List<Grant> stored = contender.grants("contested");
        assertThat(RecordedLoad.isGapFree(stored)).isTrue();
        assertThat(load.lost(stored)).isEmpty();
        assertThat(load.told())
                .filteredOn(told -> told.outcome() != Outcome.SOLD_OUT)
                .extracting(told -> new Grant(told.user(), told.rank()))
                .isSubsetOf(stored);
    }

    /** A kill in the middle; the other users are served afterwards. What is stored then is for the caller to judge. */
    public static RecordedLoad killed(Contender contender, String campaign) throws Exception {
        contender.open(campaign, USERS);
        List<String> users =
                IntStream.range(0, TIMES * USERS).mapToObj(i -> "u-" + i).toList();
        RecordedLoad load = new RecordedLoad(campaign, users, AT_ONCE, USERS / 2, () -> kill(contender));
        contender.run(load);
        assertThat(load.told().size() + load.failures()).isEqualTo(users.size());
        assertThat(load.told()).hasSizeGreaterThan(users.size() / 2);
        return load;
    }

    private static void kill(Contender contender) {
        try {
            contender.killAndRestart();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
