package dibs.compare;

import dibs.compare.Contenders.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was measured of one contender.
 *
 * @param top in a closed loop, round by round
 * @param calm in an open loop at a fifth of that, round by round
 * @param safety null where there was no contested round
 * @param failure why it was not measured to the end; null where it was
 */
record Row(
        String name,
        String title,
        Kind kind,
        Map<Phase, List<Figure>> top,
        Map<Phase, List<Figure>> calm,
        Safety safety,
        String failure) {

    Spread rate(Phase phase) {
        return Spread.of(top.get(phase), Figure::rate);
    }

    Spread p50(Phase phase) {
        return Spread.of(calm.get(phase), Figure::p50);
    }

    Spread p99(Phase phase) {
        return Spread.of(calm.get(phase), Figure::p99);
    }

    /** All there are. */
    Stream<Figure> figures() {
        return Stream.of(top, calm).flatMap(each -> each.values().stream()).flatMap(List::stream);
    }

    /** Processors the generator used. */
    Spread generator(Phase phase) {
        return Spread.of(top.get(phase), Figure::generator);
    }

    /** Whether what must be right was. */
    boolean isRight() {
        return kind != Kind.DIBS || (failure == null && safety != null && safety.isClean());
    }
}
