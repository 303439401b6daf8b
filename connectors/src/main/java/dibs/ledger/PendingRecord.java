package dibs.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record on its way into the ledger: as a row, or as a dead letter if it cannot be one. Not thread-safe.
 */
final class PendingRecord {
    private final ConsumerRecord<byte[], byte[]> record;
    private final LedgerEntry entry;
    private String refusal;
    private boolean reported;

    private PendingRecord(ConsumerRecord<byte[], byte[]> record, LedgerEntry entry, String refusal) {
        this.record = record;
        this.entry = entry;
        this.refusal = refusal;
    }

    static PendingRecord of(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new PendingRecord(record, GrantReader.read(record), null);
        } catch (UnreadableRecordException e) {
            return new PendingRecord(record, null, e.getMessage());
        }
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    Optional<LedgerEntry> row() {
        return refusal == null ? Optional.of(entry) : Optional.empty();
    }

    /** The database will never take it. */
    void refuse(String reason) {
        refusal = reason;
    }

    /** Why it must become a dead letter, as long as it has not. */
    Optional<String> unreportedRefusal() {
        return reported ? Optional.empty() : Optional.ofNullable(refusal);
    }

    void reported() {
        reported = true;
    }

    long bytes() {
        return (long) Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /** SHA-256 over key and value, hex: tells this record from another at the same offset. */
    static String digest(ConsumerRecord<byte[], byte[]> record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, record.key());
            add(digest, record.value());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        int length = bytes == null ? -1 : bytes.length;
        digest.update((length + ":").getBytes(StandardCharsets.US_ASCII));
        if (bytes != null) {
            digest.update(bytes);
        }
    }
}
