package dibs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where settings come from, the strongest first: {@code --set}, the environment, the file, the defaults. The defaults
 * also say which settings exist; any other stops the start, because a mistyped name would silently do nothing.
 */
public final class SettingSources {
    private final Config defaults =
            ConfigFactory.parseResources(SettingSources.class.getClassLoader(), "reference.conf");

    /**
     * Merges all sources.
     *
     * @param sets {@code key=value} as given by {@code --set}
     * @param environment of the process
     * @param file as given by {@code --config}, or null
     */
    public Settings read(List<String> sets, Map<String, String> environment, Path file) {
        return new Settings(flags(sets)
                .withFallback(fromEnvironment(environment))
                .withFallback(file == null ? ConfigFactory.empty() : fromFile(file))
                .withFallback(defaults)
                .resolve());
    }

    private Config flags(List<String> sets) {
        Config config = ConfigFactory.empty();
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                throw new SettingsFailure("--set " + set + " must have the form key=value, for example"
                        + " --set ledger.rows-per-second=1000");
            }
            String key = set.substring(0, equals).strip();
            requireKnown(key, "--set");
            config = with(config, key, set.substring(equals + 1).strip());
        }
        return config;
    }

    private Config fromEnvironment(Map<String, String> environment) {
        Config config = ConfigFactory.empty();
        Set<String> foreign = new TreeSet<>(environment.keySet());
        foreign.removeIf(name -> !name.startsWith("DIBS_") || name.equals("DIBS_JAVA_OPTS"));
        for (String key : keys()) {
            String name = variable(key);
            if (environment.containsKey(name)) {
                config = with(config, key, environment.get(name));
                foreign.remove(name);
            }
        }
        if (!foreign.isEmpty()) {
            String first = foreign.iterator().next();
            List<String> variables =
                    keys().stream().map(SettingSources::variable).toList();
            throw new SettingsFailure("the environment variable " + first + " names no setting"
                    + Near.hint(first, variables) + "; reference.conf lists all");
        }
        return config;
    }

    private static String variable(String key) {
        return "DIBS_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private Config fromFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsFailure("--config " + file + " cannot be read");
        }
        try {
            Config config = ConfigFactory.parseFile(file.toFile());
            config.entrySet().forEach(entry -> requireKnown(entry.getKey(), file.toString()));
            return config;
        } catch (ConfigException e) {
            throw new SettingsFailure(file + " is not HOCON: " + e.getMessage());
        }
    }

    private void requireKnown(String key, String source) {
        if (!keys().contains(key)) {
            throw new SettingsFailure(
                    source + ": there is no setting " + key + Near.hint(key, keys()) + "; reference.conf lists all");
        }
    }

    private Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        defaults.entrySet().forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    private static Config with(Config config, String key, String value) {
        return config.withValue(key, ConfigValueFactory.fromAnyRef(value));
    }
}
