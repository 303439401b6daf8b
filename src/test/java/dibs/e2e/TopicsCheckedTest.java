package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.serve.Role;
import dibs.stream.StartFailure;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Topics that somebody else made, or changed, are looked at before anything is decided from them. */
class TopicsCheckedTest {

    @Test
    void topicsThatAreNotAsTheRulesNeedThemStopTheStart() {
        try (RunningDibs decider = RunningDibs.start(EnumSet.of(Role.DECIDER))) {
            assertThatThrownBy(() -> decider.another(EnumSet.of(Role.DECIDER), "topics.partitions=3"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("has 4 partitions, topics.partitions says 3");
        }
    }
}
