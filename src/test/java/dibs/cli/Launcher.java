package dibs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The shell script in a copy of a folder that counts as built, so that no build runs in a test. */
final class Launcher {
    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    private final Path place;
    private final Path home;

    private Launcher(Path place, Path home) {
        this.place = place;
        this.home = home;
    }

    /** In the folder {@code a home} of {@code place}. */
    static Launcher copiedTo(Path place) throws IOException {
        Path home = Files.createDirectories(place.resolve("a home"));
        Files.copy(HOME.resolve("dibs"), home.resolve("dibs"));
        for (String module : List.of("topology", "connectors", "src", ".mvn")) {
            Files.createDirectories(home.resolve(module));
        }
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Path built = Files.createDirectories(home.resolve("src").resolve("target"));
        Files.writeString(built.resolve("dibs.classpath"), System.getProperty("java.class.path"));
        Files.writeString(built.resolve("dibs.stamp"), home.toRealPath().toString());
        return new Launcher(place, home);
    }

    Path script() {
        return home.resolve("dibs");
    }

    /** As if something in the sources were newer than what is built. */
    void outdate() throws IOException {
        Files.delete(home.resolve("src").resolve("target").resolve("dibs.stamp"));
    }

    Said run(Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script().toString()));
        command.addAll(arguments);
        return run(place, environment, command);
    }

    /** Any command, in {@code folder}. */
    Said run(Path folder, Map<String, String> environment, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DIBS_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DIBS_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        Path out = Files.createTempFile(place, "out", "");
        Path err = Files.createTempFile(place, "err", "");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        return new Said(process.waitFor(), Files.readString(out), Files.readString(err));
    }
}
