package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong use is one clear line and exit status 2, before anything is started or made. */
class ServeUsageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --roles front,cook | there is no role cook; there are front,decider,ledger",
                "serve --host 0.0.0.0 | listens on loopback only",
                "serve --port 70000 | --port must be from 0 to 65535",
                "serve --port many | --port",
                "serve --set front.treads=3 | there is no setting front.treads",
                "serve --set ledger.rows-per-second=0 | ledger.rows-per-second must be from 1",
                "serve --config no-such-file.conf | no-such-file.conf cannot be read",
                "serve --database mysql://db/dibs | does not start with postgresql://",
                "serve --redis http://cache | --redis",
                "serve --wrong | --wrong",
                "dance | dance",
            })
    void wrongUseIsNamed(String line, String message) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        int status;
        try {
            status = Main.run(line.split(" "));
        } finally {
            System.setErr(before);
        }
        String said = captured.toString(StandardCharsets.UTF_8);
        assertThat(status).as(said).isEqualTo(2);
        assertThat(said).contains(message).doesNotContain("\tat ").hasLineCount(1);
    }

    @Test
    void helpIsNoFailure() {
        assertThat(Main.run("serve", "--help")).isZero();
        assertThat(Main.run("topology")).isZero();
    }
}
