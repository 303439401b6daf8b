package dibs.reversal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What each user was told, one JSON object a line, so that a run that was killed goes on where it stopped.
 *
 * <p>The first line holds what the run is for and the requestId of all its calls: by that it knows its own reversals
 * again, also those whose answers were lost with it. A line is with the operating system before its user counts as
 * told; a last line without its end was never written. {@code ./dibs audit --journal} reads it, too. Thread-safe.
 */
public final class ReversalJournal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final String campaign;
    private final String requestId;
    private final Map<String, Outcome> told = new HashMap<>();
    private final FileChannel file;
    private long lines;
    private boolean broken;

    private ReversalJournal(Path path, ReversalPlan plan, String users, FileChannel file) throws IOException {
        this.path = path;
        this.campaign = plan.campaign();
        this.file = file;
        ObjectNode header = JournalHeader.of(plan, users);
        long end = Files.exists(path) ? read(header) : 0;
        this.requestId = header.get("requestId").asText();
        if (file != null) {
            file.truncate(end).position(end);
            if (end == 0) {
                write(header);
            }
        }
    }

    /** Goes on with the journal at {@code path}, or begins it; throws if it is of another run. */
    public static ReversalJournal open(Path path, ReversalPlan plan, UserList users) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            try {
                requireAlone(file, path);
                return new ReversalJournal(path, plan, users.name(), file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** The same to look at only: nothing is written. */
    public static ReversalJournal look(Path path, ReversalPlan plan, UserList users) {
        try {
            return new ReversalJournal(path, plan, users.name(), null);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static ReversalFailure unusable(Path path, IOException e) {
        return new ReversalFailure("the journal " + path + " cannot be used: " + e, e);
    }

    /** The lock ends with its process. */
    private static void requireAlone(FileChannel file, Path path) throws IOException {
        boolean alone;
        try {
            alone = file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            alone = false;
        }
        if (!alone) {
            throw new ReversalFailure("another run writes the journal " + path + "; wait for it, or choose another");
        }
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Reads all whole lines; returns where the last one ends. */
    private long read(ObjectNode header) throws IOException {
        long end = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    end += line.size() + 1L;
                    line(line.toByteArray(), header);
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            if (end == 0) {
                JournalHeader.requireBegun(path, line.toString(StandardCharsets.UTF_8));
            }
        }
        return end;
    }

    private void line(byte[] json, ObjectNode header) {
        try {
            JsonNode line = JSON.readTree(json);
            if (lines++ == 0) {
                JournalHeader.requireSame(path, line, header);
                header.set("requestId", line.get("requestId"));
            } else if (line.hasNonNull("told")) {
                Outcome result = Outcome.valueOf(line.path("result").asText().toUpperCase(Locale.ROOT));
                // Who had nothing may have claimed since.
                if (result != Outcome.NOT_GRANTED) {
                    told.put(line.path("user").asText(), result);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw JournalHeader.none(path);
        }
    }

    /** The label of all this run's reversals. */
    String requestId() {
        return requestId;
    }

    /** How many users have a final answer. */
    public synchronized int size() {
        return told.size();
    }

    /** What the user was told for good, or null. */
    public synchronized Outcome told(String user) {
        return told.get(user);
    }

    /** Returns once the line cannot be lost with this process. */
    synchronized void told(String user, Outcome outcome, Heard heard) {
        ObjectNode line = line("told", user);
        line.put("status", heard.status()).put("outcome", heard.text("outcome")).put("result", outcome.wireName());
        for (String name : new String[] {"amount", "rank", "requestId", "decidedAt"}) {
            if (heard.body().has(name)) {
                line.set(name, heard.body().get(name));
            }
        }
        line.put("position", heard.body().has("position") ? heard.text("position") : heard.position());
        write(line);
        told.put(user, outcome);
    }

    /** The user is asked for again by the next run. */
    synchronized void unanswered(String user, String reason) {
        write(line("unanswered", user).put("reason", reason));
    }

    private ObjectNode line(String kind, String user) {
        return JSON.createObjectNode()
                .put(kind, ++lines)
                .put("at", now())
                .put("campaign", campaign)
                .put("user", user);
    }

    /** After half a line there is none: another behind it would make both unreadable. */
    private void write(ObjectNode line) {
        if (broken) {
            throw new ReversalFailure("the journal " + path + " could not be written");
        }
        broken = true;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(line));
            ByteBuffer whole = ByteBuffer.allocate(bytes.remaining() + 1)
                    .put(bytes)
                    .put((byte) '\n')
                    .flip();
            while (whole.hasRemaining()) {
                file.write(whole);
            }
            broken = false;
        } catch (IOException e) {
            throw new ReversalFailure("the journal " + path + " cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new ReversalFailure("the journal " + path + " cannot be closed: " + e, e);
        }
    }
}
