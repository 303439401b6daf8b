package dibs.campaign;

/**
 * Where a request stands on its log. Positions of one campaign are ordered, those of two campaigns are not comparable.
 *
 * @param partition of the request log, from 0
 * @param offset within the partition, from 0
 */
public record Position(int partition, long offset) {

    /** The form the outside sees: {@code partition:offset}, for example {@code 0:42}. */
    @Override
    public String toString() {
        return partition + ":" + offset;
    }

    /**
     * Reads {@code partition:offset} in plain decimal digits without sign or leading zeros.
     *
     * @throws IllegalArgumentException if {@code text} is anything else
     */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || !isDigits(text.substring(0, colon)) || !isDigits(text.substring(colon + 1))) {
            throw new IllegalArgumentException("a position has the form partition:offset, for example 0:42");
        }
        try {
            return new Position(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a position's numbers are too large", e);
        }
    }

    private static boolean isDigits(String text) {
        boolean leadingZero = text.length() > 1 && text.charAt(0) == '0';
        return !text.isEmpty() && !leadingZero && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
