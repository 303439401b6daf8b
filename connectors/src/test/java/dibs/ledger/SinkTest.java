package dibs.ledger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of the sink: with topics and a database of its own on the shared servers. */
abstract class SinkTest {
    SinkWorld world;

    @BeforeEach
    void newWorld() throws Exception {
        world = new SinkWorld();
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }
}
