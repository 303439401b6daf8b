package dibs.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that a few tests need. */
public final class Tools {
    private Tools() {}

    /** Skips the test where the tool is not installed, unless it must be there. */
    public static void assumeInstalled(String tool, String debianPackage) {
        boolean found = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
        if (System.getenv("TESTS_REQUIRE_TOOLS") == null) {
            Assumptions.assumeTrue(found, tool + " is not installed (Debian's package " + debianPackage + ")");
        }
    }
}
