package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.campaign.Phase;
import dibs.campaign.Terms;
import dibs.campaign.UniversalData;
import dibs.e2e.Proof;
import dibs.wire.Malformed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is announced is heard as it was said, and anything else is malformed. */
class AnnouncementTest {
    static final UniversalData CAMPAIGN = new UniversalData(
            "spring",
            new Terms("Spring “points” \\ \"é\" \uD83C\uDF81", 100_000, 100, null, 1_800_000_000_000L),
            Phase.RUNNING,
            true,
            7);

    private static final String CHANGE = Announcement.change("0a1b2c3d-4e5f", 41, CAMPAIGN);
    private static final String ALIVE = Announcement.alive("0a1b2c3d-4e5f", 42, List.of(0, 2, 15));

    @Test
    void aChangeIsHeardAsItWasSaid() throws Malformed {
        assertThat(Announcement.parse(CHANGE)).isEqualTo(new Announcement("0a1b2c3d-4e5f", 41, CAMPAIGN, List.of()));
    }

    @Test
    void aSignOfLifeIsHeardAsItWasSaid() throws Malformed {
        assertThat(ALIVE).isEqualTo("0a1b2c3d-4e5f 42 alive 0,2,15");
        assertThat(Announcement.parse(ALIVE)).isEqualTo(new Announcement("0a1b2c3d-4e5f", 42, null, List.of(0, 2, 15)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "   ",
                "a",
                "a 1",
                "a 1 ",
                "a 1 alive",
                "a 1 alive ",
                "a 1 alive ,",
                "a 1 alive 0,",
                "a 1 alive 0 1",
                "a 1 alive x",
                "a 1 alive 99999999999",
                "a x alive 0",
                "a 9223372036854775808 alive 0",
                "a 1 dead 0",
                "a 1 {}",
                "a 1 {} {}",
                "a 1 null",
                "a 1 [[[[",
                "a  1 alive 0",
                "\uD800 1 \uD800",
            })
    void anythingElseIsMalformed(String text) {
        assertThatThrownBy(() -> Announcement.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void everyCutOfAChangeIsMalformed() {
        for (int end = 0; end < CHANGE.length(); end++) {
            String cut = CHANGE.substring(0, end);
            assertThatThrownBy(() -> Announcement.parse(cut)).as(cut).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void deepNestingIsMalformed() {
        String text = "a 1 " + "{\"a\":".repeat(100_000);
        assertThatThrownBy(() -> Announcement.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void whateverIsDamagedIsHeardOrMalformed() {
        SplittableRandom random = new SplittableRandom(20_261_123);
        int malformed = 0;
        int times = Proof.times(100_000, 1_000_000);
        for (int i = 0; i < times; i++) {
            String text = damaged(random.nextBoolean() ? CHANGE : ALIVE, random);
            try {
                Announcement heard = Announcement.parse(text);
                assertThat(heard.publisher()).as(text).isNotNull();
                assertThat(heard.partitions()).as(text).doesNotContainNull();
            } catch (Malformed e) {
                malformed++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(text, e);
            }
        }
        assertThat(malformed).isGreaterThan(times / 4);
    }

    private static String damaged(String text, SplittableRandom random) {
        StringBuilder out = new StringBuilder(text);
        String odd = " ,{}[]\":\\-+.eE019tfnull\u0000\uD800\uFFFF";
        for (int i = 1 + random.nextInt(4); i > 0 && !out.isEmpty(); i--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(5)) {
                case 0 -> out.setCharAt(at, odd.charAt(random.nextInt(odd.length())));
                case 1 -> out.insert(at, odd.charAt(random.nextInt(odd.length())));
                case 2 -> out.deleteCharAt(at);
                case 3 -> out.setLength(at);
                default -> out.insert(at, out.substring(random.nextInt(out.length())));
            }
        }
        return out.toString();
    }
}
