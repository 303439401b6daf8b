package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that is not in the address is found where the driver looks for it, by all that open connections. */
final class PasswordFileTest extends SinkTest {
    /** As the variable PGPASSFILE, which a test cannot set. */
    private static final String FILE = "org.postgresql.pgpassfile";

    @AfterEach
    void forget() {
        System.clearProperty(FILE);
    }

    @Test
    void theSinkAndTheDeskFindIt(@TempDir Path folder) throws Exception {
        world.database.requirePassword("filed", "right");
        world.database.execute(world.name(), "grant create on database " + world.name() + " to filed");
        Path file = Files.writeString(folder.resolve("pgpass"), "127.0.0.1:*:*:filed:right\n");
        System.setProperty(FILE, file.toString());
        DatabaseUrl url = world.database.url(world.name(), "filed");

        world.sink(2_000, url);
        world.grants(1, 5);
        world.awaitRows(5);
        try (DeadLetterDesk desk = DeadLetterDesk.open(url, world.topic("grants"))) {
            assertThat(desk).isNotNull();
        }
    }
}
