package dibs.serve;

import dibs.settings.Settings;
import java.nio.file.Path;
import java.util.Set;

/**
 * What one process is to run, with every address known.
 *
 * @param kafka bootstrap servers
 * @param database URL of the ledger, or null where no role needs it
 * @param redis URI, or null for none
 * @param stateDir folder of the decider's stores
 * @param loopbackKafka whether the brokers are on this machine only, where a single copy cannot be avoided
 * @param host address the front listens on
 * @param port the front's port; 0 = any free
 */
public record Plan(
        Set<Role> roles,
        Settings settings,
        String kafka,
        String database,
        String redis,
        Path stateDir,
        boolean loopbackKafka,
        String host,
        int port) {

    public boolean runs(Role role) {
        return roles.contains(role);
    }
}
