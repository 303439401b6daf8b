package dibs.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where processes of a test run.
 *
 * @param host the address others reach it at
 * @param prefix what each command there begins with
 * @param environment what each process there has besides
 */
public record Machine(String host, List<String> prefix, Map<String, String> environment) {
    /** This one, reached by itself only. */
    static final Machine LOOPBACK = new Machine(LocalPort.HOST, List.of(), Map.of());

    /** A process there; it inherits nothing else that matters. */
    public ProcessBuilder process(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().putAll(environment);
        return builder;
    }

    /** The same machine, as a user of that name or number, who may not become another. */
    public Machine as(String user) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs"));
        return new Machine(host, all, environment);
    }
}
