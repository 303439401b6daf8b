package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

/** Every form of an address, what is left out of it, and what is wrong with others without telling the password. */
class RedisAddressTest {
    private static RedisAddress address(
            boolean cluster, boolean tls, String user, String password, int database, HostAndPort... nodes) {
        return new RedisAddress(List.of(nodes), cluster, tls, user, password, database);
    }

    @Test
    void aHostIsEnough() {
        assertThat(RedisAddress.parse("redis://cache"))
                .isEqualTo(address(false, false, "", "", 0, new HostAndPort("cache", 6379)));
        assertThat(RedisAddress.parse("redis://cache/")).isEqualTo(RedisAddress.parse("redis://cache:6379/0"));
    }

    @Test
    void everythingOfASingleServer() {
        assertThat(RedisAddress.parse("rediss://dibs:secret@cache.example.com:6380/15"))
                .isEqualTo(address(false, true, "dibs", "secret", 15, new HostAndPort("cache.example.com", 6380)));
    }

    @Test
    void everythingOfACluster() {
        assertThat(RedisAddress.parse("redis-cluster://dibs:secret@a:1,b,10.0.0.3:65535/"))
                .isEqualTo(address(
                        true,
                        false,
                        "dibs",
                        "secret",
                        0,
                        new HostAndPort("a", 1),
                        new HostAndPort("b", 6379),
                        new HostAndPort("10.0.0.3", 65_535)));
        assertThat(RedisAddress.parse("rediss-cluster://a"))
                .isEqualTo(address(true, true, "", "", 0, new HostAndPort("a", 6379)));
    }

    @Test
    void ipv6() {
        assertThat(RedisAddress.parse("redis://[::1]").nodes()).containsExactly(new HostAndPort("::1", 6379));
        assertThat(RedisAddress.parse("redis-cluster://[2001:db8::1]:7000,[2001:db8::2]:7001")
                        .nodes())
                .containsExactly(new HostAndPort("2001:db8::1", 7000), new HostAndPort("2001:db8::2", 7001));
    }

    @Test
    void theDefaultUserHasOnlyAPassword() {
        RedisAddress address = RedisAddress.parse("redis://:secret@cache");
        assertThat(address.user()).isEmpty();
        assertThat(address.password()).isEqualTo("secret");
        assertThat(RedisAddress.parse("redis://:@cache")).isEqualTo(RedisAddress.parse("redis://cache"));
    }

    @Test
    void userAndPasswordAreDecoded() {
        RedisAddress address = RedisAddress.parse("redis://d%40bs:p%3Aw%2F%2C+%25%C3%A9:x@cache");
        assertThat(address.user()).isEqualTo("d@bs");
        assertThat(address.password()).isEqualTo("p:w/,+%é:x");
    }

    @Test
    void shownWithoutThePassword() {
        assertThat(RedisAddress.parse("rediss://dibs:secret@cache:6380/3")).hasToString("rediss://cache:6380 as dibs");
        assertThat(RedisAddress.parse("redis://:secret@[::1]")).hasToString("redis://[::1]:6379");
        assertThat(RedisAddress.parse("redis-cluster://dibs:secret@a,b:7000"))
                .hasToString("redis-cluster://a:6379,b:7000 as dibs");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                | does not start with redis://
                    cache:6379                        | does not start with redis://
                    http://:secret@cache              | does not start with redis://
                    REDIS://:secret@cache             | does not start with redis://
                    redis-sentinel://:secret@cache    | does not start with redis://
                    xredis://:secret@cache            | does not start with redis://
                    redis://                          | malformed
                    redis://:secret@                  | names no host
                    redis://:secret@:6379             | names no host
                    redis://:secret@cache:0           | port
                    redis://:secret@cache:65536       | port
                    redis://:secret@cache:port        | names no host
                    redis://:secret@cache:99999999999 | names no host
                    redis://:secret@cache:-1          | names no host
                    redis://:secret@cache/one         | number of a database
                    redis://:secret@cache/-1          | number of a database
                    redis://:secret@cache/10000       | number of a database
                    redis://:secret@cache/1/2         | number of a database
                    redis-cluster://:secret@cache/1   | number of a database
                    redis-cluster://:secret@a/1,b     | number of a database
                    redis://:secret@cache?db=1        | ? or #
                    redis://:secret@cache#1           | ? or #
                    redis://:sec?ret@cache            | names no host
                    redis://:sec#ret@cache            | names no host
                    redis://:sec/ret@cache            | names no host
                    redis://:secret%@cache            | malformed
                    redis://:secret%zz@cache          | malformed
                    redis://:secret^@cache            | malformed
                    redis://:sec@ret@cache            | names no host
                    redis://secret@cache              | user without a password
                    redis://:secret@a,b               | several nodes
                    redis-cluster://:secret@a,        | malformed
                    redis-cluster://:secret@a,,b      | malformed
                    redis-cluster://a,:secret@b       | before the first node
                    redis-cluster://u:12,secret@b     | before the first node
                    redis://:secret@[::1              | malformed
                    redis://:secret@[secret]          | malformed
                    redis://:secret@::1               | names no host
                    redis://:secret@a_b               | names no host
                    """)
    void whatIsWrongIsNamedAndThePasswordIsNot(String text, String wrong) {
        assertThatThrownBy(() -> RedisAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(wrong)
                .hasMessageContaining("write redis://USER:PASSWORD@HOST:PORT")
                .hasMessageNotContainingAny("secret", "sec?", "sec#", "sec/", "sec@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://u:p@cache:", "redis://u:p@cache:/"})
    void aPortLeftEmptyIsTheDefault(String text) {
        assertThat(RedisAddress.parse(text).nodes()).containsExactly(new HostAndPort("cache", 6379));
    }
}
