package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.local.TestServers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's kcat as a producer: a client in C that knows nothing of Dibs. */
final class Kcat implements AutoCloseable {
    private final Process process;

    private Kcat(Process process) {
        this.process = process;
    }

    /** Skips the test where there is no kcat, unless it must be there. */
    static void assumeInstalled() {
        Tools.assumeInstalled("kcat", "kcat");
    }

    /** Produces to {@code topic}; {@code settings} as {@code -X} takes them. */
    static Kcat to(String topic, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of("kcat", "-P", "-b", TestServers.kafka(), "-t", topic, "-K:"));
        for (String setting : settings) {
            command.addAll(List.of("-X", setting));
        }
        return new Kcat(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    void claim(String campaign, String user) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write((campaign + ":{\"type\":\"claim\",\"user\":\"" + user + "\"}\n").getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
        process.getOutputStream().flush();
    }

    /** Returns when all is delivered. */
    void finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
