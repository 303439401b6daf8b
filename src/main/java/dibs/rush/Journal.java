package dibs.rush;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What was asked, written before it is sent, and what was told: JSON lines, for {@code ./dibs audit --journal}.
 *
 * <p>An ask is with the operating system before it is sent, so it outlives this process; an answer follows a little
 * later. Lines are {@code {"asked":N,…}}, {@code {"told":N,…}} with the fields of the answer as they came, and
 * {@code {"unanswered":N,"reason":…}}. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int ENOUGH = 64 * 1024;
    private static final List<String> TOLD =
            List.of("outcome", "repeated", "amount", "rank", "requestId", "decidedAt", "position");

    private final OutputStream file;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private long asked;

    private Journal(OutputStream file) {
        this.file = file;
    }

    /** Keeps nothing. */
    public static Journal none() {
        return new Journal(null);
    }

    /** Goes on at the end of {@code path}, or begins it. */
    public static Journal at(Path path) {
        try {
            return new Journal(Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new RushFailure(
                    "the journal " + path + " cannot be written (" + e + "); choose another with --journal FILE", e);
        }
    }

    private interface Body {
        void writeTo(JsonGenerator line) throws IOException;
    }

    synchronized void begin(RushPlan plan, String target) {
        write(line -> {
            line.writeNumberField("journal", 1);
            at(line);
            line.writeStringField("server", target);
            line.writeStringField("campaign", plan.campaign());
            line.writeNumberField("budget", plan.budget());
            line.writeNumberField("reward", plan.reward());
            line.writeNumberField("users", plan.users());
            line.writeNumberField("repeat", plan.repeat());
            line.writeNumberField("rate", plan.rate());
        });
        flush();
    }

    /** Returns the attempt's number once the line cannot be lost with this process. */
    synchronized long asked(Ask ask) {
        long number = ++asked;
        write(line -> {
            line.writeNumberField("asked", number);
            at(line);
            who(line, ask);
            line.writeStringField(
                    ask.follows() == null ? "requestId" : "follows",
                    ask.follows() == null ? ask.requestId() : ask.follows());
        });
        flush();
        return number;
    }

    synchronized void told(long number, Ask ask, Heard heard) {
        write(line -> {
            line.writeNumberField("told", number);
            at(line);
            who(line, ask);
            if (heard.status() > 0) {
                line.writeNumberField("status", heard.status());
            }
            for (String field : TOLD) {
                if (heard.body().containsKey(field)) {
                    line.writeFieldName(field);
                    value(line, heard.body().get(field));
                }
            }
        });
    }

    synchronized void unanswered(long number, Ask ask, String reason) {
        write(line -> {
            line.writeNumberField("unanswered", number);
            at(line);
            who(line, ask);
            line.writeStringField("reason", reason);
        });
    }

    /** As it came, if it is of a kind that any answer may have. */
    private static void value(JsonGenerator line, Object value) throws IOException {
        boolean simple = value == null || value instanceof Boolean || value instanceof Number;
        line.writeObject(simple ? value : value.toString());
    }

    private static void at(JsonGenerator line) throws IOException {
        line.writeStringField("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static void who(JsonGenerator line, Ask ask) throws IOException {
        line.writeStringField("campaign", ask.campaign());
        line.writeStringField("user", ask.user());
    }

    private void write(Body body) {
        if (file == null) {
            return;
        }
        try (JsonGenerator line = JSON.createGenerator(lines)) {
            line.writeStartObject();
            body.writeTo(line);
            line.writeEndObject();
        } catch (IOException e) {
            throw new RushFailure("a line of the journal cannot be written: " + e, e);
        }
        lines.write('\n');
        if (lines.size() > ENOUGH) {
            flush();
        }
    }

    private void flush() {
        if (file == null) {
            return;
        }
        try {
            lines.writeTo(file);
            lines.reset();
        } catch (IOException e) {
            throw new RushFailure("the journal cannot be written: " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        flush();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new RushFailure("the journal cannot be closed: " + e, e);
        }
    }
}
