package dibs.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that say what others have stored or rely on, in {@code src/test/resources/golden}. With
 * {@code -Ddibs.golden.write=true} they are written anew; the difference in version control is then what to defend.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    public static void assertSame(String file, String text) {
        if (Boolean.getBoolean("dibs.golden.write")) {
            write(FOLDER.resolve(file), text);
        }
        assertThat(text).as("golden/%s; see Golden", file).isEqualTo(read(file));
    }

    public static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
