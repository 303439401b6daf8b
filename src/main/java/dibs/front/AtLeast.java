package dibs.front;

import dibs.campaign.Position;
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

    /** Reads the header; null if there is none. */
    static AtLeast parse(String header) {
        Map<Integer, Long> offsets = new HashMap<>();
        if (header != null) {
            for (String one : header.split(",", -1)) {
                Position position = StoreQueries.position(StoreQueries.POSITION_HEADER, one.strip());
                offsets.merge(position.partition(), position.offset(), Math::max);
            }
        }
        return new AtLeast(offsets);
    }

    boolean isNothing() {
        return offsets.isEmpty();
    }

    /** -1 where nothing was seen. */
    long offset(int partition) {
        return offsets.getOrDefault(partition, -1L);
    }
}
