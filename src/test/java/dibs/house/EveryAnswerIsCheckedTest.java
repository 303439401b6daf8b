package dibs.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * Tests speak HTTP to Dibs by {@code CheckedHttp}, which holds every answer against openapi.yaml. Others are those that
 * send what is no HTTP, or look at what is no part of the API: they speak by sockets, or stand here.
 */
class EveryAnswerIsCheckedTest {
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("dibs");

    private static ArchRule nobodyElseSends(String... exempt) {
        return noClasses()
                .that()
                .haveNameNotMatching(String.join("|", exempt))
                .should()
                .callMethod(HttpClient.class, "send", HttpRequest.class, HttpResponse.BodyHandler.class)
                .orShould()
                .callMethod(HttpClient.class, "sendAsync", HttpRequest.class, HttpResponse.BodyHandler.class);
    }

    @Test
    void everyAnswerIsHeldAgainstTheSpecification() {
        // Between instances there is another protocol, and keys come from an issuer.
        nobodyElseSends(
                        "dibs\\.e2e\\.CheckedHttp",
                        "dibs\\.e2e\\.OwnersTest",
                        "dibs\\.house\\.offenders\\.UncheckedCall")
                .check(TESTS);
    }

    @Test
    void whoeverDoesNotIsCaught() {
        assertThatThrownBy(() -> nobodyElseSends("dibs\\.e2e\\..*").check(TESTS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("UncheckedCall");
    }
}
