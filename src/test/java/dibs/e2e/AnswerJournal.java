package dibs.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes down what claimants were told, for an audit to compare with the log. Thread-safe. */
final class AnswerJournal {
    private final Path file;
    private final BufferedWriter out;
    private int told;

    AnswerJournal() {
        try {
            this.file = Files.createTempFile("dibs-journal", null);
            file.toFile().deleteOnExit();
            this.out = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(String campaign, String user, Claims.Answer answer) throws IOException {
        ObjectNode line = answer.body().deepCopy();
        line.put("told", ++told)
                .put("status", answer.status())
                .put("campaign", campaign)
                .put("user", user);
        out.write(line + "\n");
    }

    /** All that was added so far. */
    synchronized Path file() throws IOException {
        out.flush();
        return file;
    }
}
