package dibs.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.LongStream;

/** What a database itself wrote down of the statements it was asked, in the log of its server. */
final class StatementLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final int TIME_LENGTH = 23;

    private final Path file;

    private StatementLog(Path file) {
        this.file = file;
    }

    /** From the next connections on, every statement of the server's database is written to {@code file}. */
    static StatementLog of(String url, Path file) throws Exception {
        new Ledger(url).execute("alter database dibs set log_statement = 'all'");
        return new StatementLog(file);
    }

    /** When statements that hold {@code text} came, in milliseconds since 1970, in order. */
    long[] times(String text) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        return lines.stream()
                .filter(line -> line.contains(" LOG:  execute ") && line.contains(text))
                .mapToLong(line -> LocalDateTime.parse(line.substring(0, TIME_LENGTH), TIME)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli())
                .sorted()
                .toArray();
    }

    /** The most that any half-open second holds. */
    static long busiestSecond(long[] times) {
        return LongStream.of(times)
                .map(from -> LongStream.of(times)
                        .filter(time -> time >= from && time < from + 1000)
                        .count())
                .max()
                .orElse(0);
    }
}
