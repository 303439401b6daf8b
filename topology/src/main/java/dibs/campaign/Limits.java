package dibs.campaign;

/** What an id, a text or an amount may be; part of the rules, since it decides what can be read from the log. */
public final class Limits {
    /** Points; the largest budget, top-ups included. */
    public static final long MAX_BUDGET = 1_000_000_000_000_000L;

    /** Points; the largest reward of one claim. */
    public static final long MAX_REWARD = 1_000_000_000_000L;

    /** Bytes of a request's value on the log, and of an HTTP body. */
    public static final int MAX_REQUEST_BYTES = 64 * 1024;

    public static final int MAX_CAMPAIGN_ID = 64;
    public static final int MAX_USER_ID = 128;
    public static final int MAX_REQUEST_ID = 128;
    public static final int MAX_TITLE = 200;
    public static final int MAX_REASON = 500;

    /** How many labelled changes of a campaign are remembered by their requestId. */
    public static final int REMEMBERED_CHANGES = 1_000;

    private Limits() {}

    /** Whether {@code id} matches {@code [a-z0-9][a-z0-9._-]{0,63}}. */
    public static boolean isCampaignId(String id) {
        if (id.isEmpty() || id.length() > MAX_CAMPAIGN_ID || !isLowerOrDigit(id.charAt(0))) {
            return false;
        }
        for (int i = 1; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!isLowerOrDigit(c) && "._-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code id} matches {@code [A-Za-z0-9][A-Za-z0-9._~:@+-]{0,127}}. */
    public static boolean isUserId(String id) {
        if (id.isEmpty() || id.length() > MAX_USER_ID || !isAlphanumeric(id.charAt(0))) {
            return false;
        }
        for (int i = 1; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!isAlphanumeric(c) && "._~:@+-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code id} is 1 to 128 visible ASCII characters. */
    public static boolean isRequestId(String id) {
        return !id.isEmpty() && id.length() <= MAX_REQUEST_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Whether {@code text} has {@code min} to {@code max} code points, all of them characters and none a control. */
    public static boolean isText(String text, int min, int max) {
        int points = 0;
        for (int i = 0; i < text.length(); points++) {
            int point = text.codePointAt(i);
            boolean loneSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (loneSurrogate || Character.isISOControl(point)) {
                return false;
            }
            i += Character.charCount(point);
        }
        return points >= min && points <= max;
    }

    private static boolean isLowerOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isAlphanumeric(char c) {
        return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z');
    }
}
