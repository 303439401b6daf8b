package dibs.cache;

import dibs.campaign.UniversalData;
import dibs.wire.Malformed;
import dibs.wire.UniversalDataJson;
import dibs.wire.UniversalDataReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One message of the channel: publisher, number, and either a campaign as it is now, or {@code alive} and the home
 * partitions for which the publisher speaks, between blanks. Immutable.
 *
 * @param publisher chosen anew whenever a publisher cannot be sure that all he said was heard
 * @param number counts the publisher's messages without a gap
 * @param campaign null in a message that only says who is alive
 * @param partitions empty in a message about a campaign
 */
public record Announcement(String publisher, long number, UniversalData campaign, List<Integer> partitions) {
    private static final String ALIVE = "alive";

    /** That the campaign is so from now on. */
    public static String change(String publisher, long number, UniversalData campaign) {
        return publisher + " " + number + " " + new String(UniversalDataJson.record(campaign), StandardCharsets.UTF_8);
    }

    /** That nothing is kept back of these partitions. */
    public static String alive(String publisher, long number, Collection<Integer> partitions) {
        return publisher + " " + number + " " + ALIVE + " "
                + partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static Announcement parse(String text) throws Malformed {
        String[] parts = text.split(" ", 3);
        try {
            if (parts.length == 3 && parts[2].startsWith(ALIVE + " ")) {
                List<Integer> partitions = Arrays.stream(
                                parts[2].substring(ALIVE.length() + 1).split(",", -1))
                        .map(Integer::valueOf)
                        .toList();
                return new Announcement(parts[0], Long.parseLong(parts[1]), null, partitions);
            }
            if (parts.length == 3) {
                UniversalData campaign = UniversalDataReader.read(parts[2].getBytes(StandardCharsets.UTF_8));
                return new Announcement(parts[0], Long.parseLong(parts[1]), campaign, List.of());
            }
        } catch (NumberFormatException e) {
            throw new Malformed(null, "is no announcement: " + e.getMessage());
        }
        throw new Malformed(null, "is no announcement");
    }
}
