package dibs.stream;

import dibs.campaign.Request;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import org.apache.kafka.common.header.Headers;

/**
 * What one record of the request log turned out to be: a request to decide here, one that belongs on another partition,
 * or a reason why it is neither. Reading never throws, because a record that stops the decider would stop it again
 * after every restart.
 *
 * @param campaign the campaign's id, or null
 * @param home the campaign's home partition, or -1
 * @param request the request, or null
 * @param reason why it is a dead letter, or null
 */
record Reading(String campaign, int home, Request request, String reason) {
    /** Header of a record that was sent home: where it stood before, as {@code partition:offset}. */
    static final String ORIGIN_HEADER = "dibs-origin";

    /**
     * Reads a record.
     *
     * @param partition of the record
     * @param partitions of the request log
     */
    static Reading of(byte[] key, byte[] value, Headers headers, int partition, int partitions) {
        try {
            String campaign = RequestJson.readCampaign(key);
            Request request = RequestJson.read(value);
            int home = HomePartition.of(key, partitions);
            if (home != partition && headers.lastHeader(ORIGIN_HEADER) != null) {
                return deadLetter("the request of " + campaign + " was sent from another partition already, and still"
                        + " is on " + partition + " instead of " + home);
            }
            return new Reading(campaign, home, request, null);
        } catch (Malformed e) {
            return deadLetter(e.sentence("the request"));
        }
    }

    private static Reading deadLetter(String reason) {
        return new Reading(null, -1, null, reason);
    }
}
