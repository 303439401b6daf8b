package dibs.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * Finds Redis programs to try, best first: installed ones, then those that come as a library.
 *
 * <p>The library's build for this machine needs a libssl of the right version; its 386 build needs nothing, but a
 * machine that still runs 32 bit programs.
 */
final class RedisPrograms {
    private static final List<String> INSTALLED = List.of("redis-server", "valkey-server");
    private static final String STATIC_BUILD = "/redis-server-6.2.7-linux-386";

    private RedisPrograms() {}

    /** The first that at least tells its version. */
    static Optional<Path> find(Path folder, String searchPath) throws IOException {
        for (Path candidate : installed(searchPath)) {
            if (runs(candidate)) {
                return Optional.of(candidate);
            }
        }
        for (String resource : packed()) {
            Path candidate = unpack(resource, folder);
            if (runs(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean runs(Path program) {
        return Tool.works(program.toString(), "--version");
    }

    private static List<Path> installed(String searchPath) {
        List<Path> found = new ArrayList<>();
        for (String name : INSTALLED) {
            for (String folder : searchPath.split(File.pathSeparator, -1)) {
                Path candidate = Path.of(folder).resolve(name);
                if (Files.isExecutable(candidate)) {
                    found.add(candidate.toAbsolutePath());
                }
            }
        }
        return found;
    }

    private static List<String> packed() {
        List<String> found = new ArrayList<>();
        OsArchitecture machine = OsArchitecture.detectOSandArchitecture();
        Optional.ofNullable(ExecutableProvider.newProvidedVersionsMap().get(machine))
                .ifPresent(found::add);
        if (machine.equals(OsArchitecture.UNIX_x86_64)) {
            found.add(STATIC_BUILD);
        }
        return found;
    }

    private static Path unpack(String resource, Path folder) throws IOException {
        Path program = folder.resolve(resource.substring(1));
        if (!Files.exists(program)) {
            Files.createDirectories(folder);
            Path half = Folders.unfinished(program);
            try (InputStream content = ExecutableProvider.class.getResourceAsStream(resource)) {
                Files.copy(content, half, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(half, program, StandardCopyOption.ATOMIC_MOVE);
        }
        return program;
    }
}
