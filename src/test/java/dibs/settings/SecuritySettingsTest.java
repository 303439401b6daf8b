package dibs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.auth.AuthSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of security that protect less than they seem to are refused, and secrets are in no text. */
class SecuritySettingsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path dir;

    private static Settings read(String... sets) {
        return new SettingSources().read(List.of(sets), Map.of(), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth.mode=token | auth.mode must be none or jwt",
                "front.internal-host=0.0.0.0 | front.instance-secret must have at least 16 characters",
                "front.internal-host=0.0.0.0 front.instance-secret=CHANGE-ME | at least 16 characters",
                "auth.jwks=keys.json | set auth.mode=jwt",
                "auth.secret=0123456789abcdef0123456789abcdef | set auth.mode=jwt",
                "auth.mode=jwt | either auth.jwks or auth.secret",
                "auth.mode=jwt auth.secret=S auth.jwks=J | either auth.jwks or auth.secret",
                "auth.mode=jwt auth.jwks=https://i/k auth.issuer=i | needs auth.issuer and auth.audience",
                "auth.mode=jwt auth.jwks=https://i/k auth.audience=a | needs auth.issuer and auth.audience",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.jwks=no-such-file | must be a file that can be read",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.jwks=http://issuer.example/k | must be https://",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.jwks=https:// | must be a file or https://HOST/PATH",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.jwks=https://i/k auth.algorithms=HS256 |"
                        + " auth.algorithms must be some of RS256",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.jwks=https://i/k auth.algorithms=none |"
                        + " auth.algorithms must be some of",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.secret=short | at least 32 bytes for HS256, has 5",
                "auth.mode=jwt auth.issuer=i auth.audience=a auth.secret=short auth.algorithms=RS256 |"
                        + " must be some of HS256,HS384,HS512",
                "auth.clock-skew=6m | auth.clock-skew must be from 0ms to 300000ms",
                "kafka.client-config=no-such-file | must be a properties file that can be read",
            })
    void whatDoesNotProtectIsRefused(String sets, String message) {
        assertThatThrownBy(() -> read(sets.split(" ")))
                .isInstanceOf(SettingsFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void aLongerHashNeedsALongerSecret() {
        List<String> sets =
                new ArrayList<>(List.of("auth.mode=jwt", "auth.secret=" + SECRET, "auth.issuer=i", "auth.audience=a"));
        AuthSettings auth = read(sets.toArray(String[]::new)).auth();
        assertThat(auth.algorithms()).containsExactly("HS256");
        sets.add("auth.algorithms=HS256,HS512");
        assertThatThrownBy(() -> read(sets.toArray(String[]::new)))
                .hasMessageContaining("at least 64 bytes for HS512, has 32")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void noTextHoldsASecret() throws IOException {
        Path client = Files.writeString(dir.resolve("client.properties"), "sasl.jaas.config=x password=\"hush\";\n");
        Settings settings = read(
                "auth.mode=jwt",
                "auth.secret=" + SECRET,
                "auth.issuer=i",
                "auth.audience=a",
                "kafka.client-config=" + client);
        assertThat(settings.kafka().client()).containsKey("sasl.jaas.config");
        assertThat(settings.toString()).doesNotContain(SECRET, "hush");
    }

    /** Keys by which exactly-once holds, or by which Dibs is found. */
    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers",
        "group.id",
        "group.instance.id",
        "application.id",
        "isolation.level",
        "acks",
        "enable.idempotence",
        "enable.auto.commit",
        "auto.offset.reset",
        "transactional.id",
        "processing.guarantee",
        "key.serializer",
        "main.consumer.auto.offset.reset",
        "session.timeout.ms",
        "state.dir",
    })
    void whatDibsReliesOnIsNotTakenFromAFile(String key) throws IOException {
        Path client = Files.writeString(dir.resolve("client.properties"), "security.protocol=SSL\n" + key + "=hush\n");
        assertThatThrownBy(() -> read("kafka.client-config=" + client))
                .isInstanceOf(SettingsFailure.class)
                .hasMessageContaining("sets " + key + ", which Dibs sets itself")
                .hasMessageNotContaining("hush");
    }
}
