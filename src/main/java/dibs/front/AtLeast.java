package dibs.front;

import dibs.campaign.Position;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;

/**
 * How new a store must be to be read, by partition: what a caller saw last and sends along, one position or, from a
 * list, several with commas between. Immutable.
 *
 * @param offsets by partition
 */
record AtLeast(Map<Integer, Long> offsets) {

    static final AtLeast NOTHING = new AtLeast(Map.of());

    /** What a caller sends along, nothing if that is nothing. */
    static AtLeast seenBy(Context ctx) {
        return of(ctx, StoreQueries.POSITION_HEADER);
    }

    /** The same of one who listened before: browsers send the last event's id by themselves. */
    static AtLeast heardBy(Context ctx) {
        return seenBy(ctx).and(of(ctx, "Last-Event-ID"));
    }

    private static AtLeast of(Context ctx, String header) {
        Map<Integer, Long> offsets = new HashMap<>();
        String positions = ctx.header(header);
        if (positions != null) {
            for (String one : positions.split(",", -1)) {
                Position position = StoreQueries.position(header, one.strip());
                offsets.merge(position.partition(), position.offset(), Math::max);
            }
        }
        return new AtLeast(offsets);
    }

    private AtLeast and(AtLeast other) {
        Map<Integer, Long> both = new HashMap<>(offsets);
        other.offsets.forEach((partition, offset) -> both.merge(partition, offset, Math::max));
        return new AtLeast(both);
    }

    boolean isNothing() {
        return offsets.isEmpty();
    }

    /** -1 where nothing was seen. */
    long offset(int partition) {
        return offsets.getOrDefault(partition, -1L);
    }
}
