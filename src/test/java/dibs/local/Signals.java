package dibs.local;

import java.io.IOException;

/** Signals that Java cannot send. */
public final class Signals {
    private Signals() {}

    /** Sends a signal by name, without SIG; whether there was such a process. */
    public static boolean send(String signal, long pid) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
