package dibs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

final class TestServersTest {
    @Test
    void everyDatabaseIsNewAndTheServersAreShared() throws Exception {
        String first = TestServers.newDatabase();
        String second = TestServers.newDatabase();
        assertThat(first).isNotEqualTo(second);
        try (Connection connection = DriverManager.getConnection(second)) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThat(TestServers.kafka()).isEqualTo(TestServers.kafka());
        assertThat(TestServers.redis()).startsWith("redis://");
    }
}
