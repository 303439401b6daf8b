package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Signals that Java cannot send. */
final class Signals {
    private Signals() {}

    /** Sends a signal by name, without SIG. */
    static void send(String signal, long... pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        Arrays.stream(pids).mapToObj(Long::toString).forEach(command::add);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as("%s", command)
                .isZero();
    }
}
