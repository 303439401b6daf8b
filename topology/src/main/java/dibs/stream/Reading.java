package dibs.stream;

import dibs.campaign.Request;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;

/**
 * What one record of the request log turned out to be: a request, or a reason why it is none. Reading never throws,
 * because a record that stops the decider would stop it again after every restart.
 *
 * @param campaign the campaign's id, or null
 * @param request the request, or null
 * @param reason why it is a dead letter, or null
 */
record Reading(String campaign, Request request, String reason) {

    /**
     * Reads a record.
     *
     * @param partition of the record
     * @param partitions of the request log
     */
    static Reading of(byte[] key, byte[] value, int partition, int partitions) {
        try {
            String campaign = RequestJson.readCampaign(key);
            int home = HomePartition.of(key, partitions);
            if (home != partition) {
                return deadLetter("wrong partition: " + campaign + " lives on partition " + home + ", this is "
                        + partition + "; use the partitioner murmur2 of the key");
            }
            return new Reading(campaign, RequestJson.read(value), null);
        } catch (Malformed e) {
            String subject = e.field() == null ? "the request" : e.field();
            return deadLetter(subject + " " + e.getMessage());
        }
    }

    private static Reading deadLetter(String reason) {
        return new Reading(null, null, reason);
    }
}
