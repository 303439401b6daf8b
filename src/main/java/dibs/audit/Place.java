package dibs.audit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record stands on its topic: {@code partition:offset}. */
record Place(int partition, long offset) implements Comparable<Place> {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,8}):(0|[1-9][0-9]{0,17})");

    /** The place a text names, or null if it names none. */
    static Place of(Object text) {
        if (!(text instanceof String form)) {
            return null;
        }
        Matcher matcher = FORM.matcher(form);
        return matcher.matches()
                ? new Place(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
                : null;
    }

    @Override
    public int compareTo(Place other) {
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
