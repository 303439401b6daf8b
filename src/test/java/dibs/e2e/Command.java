package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code dibs} command in a process of its own. */
final class Command {
    private final Process process;
    private final Path out;
    private final Path err;

    private Command(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a command said, and its exit status. */
    record Ended(int status, String out, String err) {}

    static Command start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ServeProcess.jvm());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dibs.cli.Main"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, arguments[0], ".out");
        Path err = Files.createTempFile(folder, arguments[0], ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        return new Command(process, out, err);
    }

    static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        return start(folder, arguments).end();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    Ended end() throws IOException, InterruptedException {
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
