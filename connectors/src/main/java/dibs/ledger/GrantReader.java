package dibs.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads a record of the grants topic into a ledger entry, or says why it cannot be one.
 *
 * <p>Whatever the bytes are, the only exception is {@link UnreadableRecordException}: one bad record must stop nobody
 * else's payment. Fields it does not know are skipped. Safe for use by several threads.
 */
final class GrantReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern CAMPAIGN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:@+-]{0,127}");
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern POSITION = Pattern.compile("([0-9]{1,9}):([0-9]{1,18})");

    private GrantReader() {}

    static LedgerEntry read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
        if (record.key() == null || record.value() == null) {
            throw new UnreadableRecordException("key or value is missing");
        }
        LedgerEntry entry = entry(fields(record.value()));
        if (!entry.user().equals(new String(record.key(), StandardCharsets.UTF_8))) {
            throw new UnreadableRecordException("the key is not the user");
        }
        return entry;
    }

    private static Map<String, String> fields(byte[] json) throws UnreadableRecordException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableRecordException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
                    fields.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new UnreadableRecordException("more than one JSON value");
            }
        } catch (IOException e) {
            throw new UnreadableRecordException("not JSON");
        }
        return fields;
    }

    private static LedgerEntry entry(Map<String, String> fields) throws UnreadableRecordException {
        LedgerEntry.Kind kind = kind(fields);
        Matcher position = match(fields, "position", POSITION);
        long amount = number(fields, "amount");
        long rank = number(fields, "rank");
        if (amount == 0 || (amount < 0) != (kind == LedgerEntry.Kind.REVERSAL) || rank < 1) {
            throw new UnreadableRecordException("amount or rank is impossible for a " + kind.text);
        }
        return new LedgerEntry(
                match(fields, "campaign", CAMPAIGN).group(),
                match(fields, "user", USER).group(),
                kind,
                amount,
                rank,
                match(fields, "requestId", REQUEST_ID).group(),
                time(fields, "decidedAt"),
                Integer.parseInt(position.group(1)),
                Long.parseLong(position.group(2)));
    }

    private static LedgerEntry.Kind kind(Map<String, String> fields) throws UnreadableRecordException {
        for (LedgerEntry.Kind kind : LedgerEntry.Kind.values()) {
            if (kind.text.equals(fields.get("kind"))) {
                return kind;
            }
        }
        throw new UnreadableRecordException("field kind is missing or invalid");
    }

    private static long number(Map<String, String> fields, String name) throws UnreadableRecordException {
        return Long.parseLong(match(fields, name, NUMBER).group());
    }

    private static Instant time(Map<String, String> fields, String name) throws UnreadableRecordException {
        try {
            return Instant.parse(fields.getOrDefault(name, ""));
        } catch (DateTimeException e) {
            throw new UnreadableRecordException("field " + name + " is missing or invalid");
        }
    }

    private static Matcher match(Map<String, String> fields, String name, Pattern pattern)
            throws UnreadableRecordException {
        Matcher matcher = pattern.matcher(fields.getOrDefault(name, ""));
        if (!matcher.matches()) {
            throw new UnreadableRecordException("field " + name + " is missing or invalid");
        }
        return matcher;
    }
}
