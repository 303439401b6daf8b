package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which database addresses are understood, what is said about the others, and that no password is said. */
class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@h:15432/dibs, jdbc:postgresql://h:15432/dibs, u, p",
        "postgres://u@h/dibs, jdbc:postgresql://h:5432/dibs, u, ''",
        "jdbc:postgresql://h/dibs?user=u&password=p%26q&sslmode=require, "
                + "jdbc:postgresql://h:5432/dibs?sslmode=require, u, p&q",
        // TLS is the driver's business, and its parameters reach it as they are.
        "postgresql://u:p@h/dibs?sslmode=verify-full&sslrootcert=%2Fca.pem, "
                + "jdbc:postgresql://h:5432/dibs?sslmode=verify-full&sslrootcert=%2Fca.pem, u, p",
        "postgresql://u:p%40+%3A:q@[::1]:1/dibs?a=b&c=d, jdbc:postgresql://[::1]:1/dibs?a=b&c=d, u, p@+::q",
    })
    void understands(String text, String jdbcUrl, String user, String password) {
        assertThat(DatabaseUrl.parse(text)).isEqualTo(new DatabaseUrl(jdbcUrl, user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://u:secret@h/d",
                "jdbc:mysql://u:secret@h/d",
                "postgresql://u:secret@/d",
                "postgresql://u:secret@h",
                "postgresql://u:secret@h/",
                "postgresql://u:secret@h/a/b",
                "postgresql://u:secret@h:port/d",
                "postgresql://u:secret@h:99999/d",
                "postgresql://u:sec ret@h/d",
                "postgresql://u:secret%@h/d",
                "postgresql://u:secret#1@h/d"
            })
    void refusesSayingWhatWouldBeRightButNoPassword(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
                .hasMessageNotContainingAny("sec", "ret");
    }

    @Test
    void showsNeitherPasswordNorParameters() {
        assertThat(DatabaseUrl.parse("postgresql://u:secret@h:1/d?sslpassword=secret"))
                .hasToString("jdbc:postgresql://h:1/d as u");
    }
}
