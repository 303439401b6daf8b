package dibs.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the house point downward only; a rule that could not fail would not be one, so each is broken once. */
class ArrowsTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dibs");
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages("dibs.house.offenders");

    private static ArchRule rulesImportJavaOnly(String rules) {
        return noClasses()
                .that()
                .resideInAPackage(rules)
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", rules);
    }

    private static ArchRule rulesHaveNoHiddenInput(String rules) {
        return noClasses()
                .that()
                .resideInAPackage(rules)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Instant.class, Random.class, UUID.class, Locale.class, Thread.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.net..", "java.nio..", "java.security..", "java.util.concurrent..");
    }

    private static ArchRule topologyKnowsNoOtherSystem(String topology) {
        return noClasses()
                .that()
                .resideInAnyPackage(topology)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "redis..",
                        "java.sql..",
                        "javax.sql..",
                        "org.jdbi..",
                        "io.javalin..",
                        "jakarta..",
                        "dibs.ledger..",
                        "dibs.front..",
                        "dibs.serve..",
                        "dibs.local..",
                        "dibs.cli..");
    }

    private static ArchRule connectorsDoNotKnowTheApplication(String connectors) {
        return noClasses()
                .that()
                .resideInAPackage(connectors)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dibs.front..", "dibs.serve..", "dibs.local..", "dibs.cli..", "io.javalin..");
    }

    /** It tells whoever keeps copies, and does not know who that is. */
    private static ArchRule theLedgerKnowsNoCache(String ledger) {
        return noClasses()
                .that()
                .resideInAPackage(ledger)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dibs.cache..", "dibs.catalogue..", "redis..");
    }

    private static ArchRule onlyTheLauncherKnowsTheEmbeddedServers(String others) {
        return noClasses()
                .that()
                .resideInAPackage(others)
                .and()
                .resideOutsideOfPackages("dibs.local..", "dibs.cli..", "dibs.compare..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dibs.local..", "kafka..", "io.zonky..", "redis.embedded..");
    }

    /** Code shared with the decider would share its mistakes. */
    private static ArchRule theAuditHasRulesOfItsOwn(String audit) {
        return noClasses()
                .that()
                .resideInAPackage(audit)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dibs.campaign..", "dibs.wire..", "dibs.stream..", "dibs.ledger..", "dibs.rush..");
    }

    @Test
    void arrowsPointDownward() {
        rulesImportJavaOnly("dibs.campaign..").check(MAIN);
        rulesHaveNoHiddenInput("dibs.campaign..").check(MAIN);
        topologyKnowsNoOtherSystem("dibs.stream..").check(MAIN);
        topologyKnowsNoOtherSystem("dibs.wire..").check(MAIN);
        connectorsDoNotKnowTheApplication("dibs.ledger..").check(MAIN);
        connectorsDoNotKnowTheApplication("dibs.cache..").check(MAIN);
        connectorsDoNotKnowTheApplication("dibs.catalogue..").check(MAIN);
        theLedgerKnowsNoCache("dibs.ledger..").check(MAIN);
        onlyTheLauncherKnowsTheEmbeddedServers("dibs..").check(MAIN);
        theAuditHasRulesOfItsOwn("dibs.audit..").check(MAIN);
    }

    static Stream<Arguments> eachRuleOnItsOffender() {
        return Stream.of(
                Arguments.of(rulesImportJavaOnly("dibs.house.offenders"), "KafkaInTheRules"),
                Arguments.of(rulesHaveNoHiddenInput("dibs.house.offenders"), "ClockInTheRules"),
                Arguments.of(rulesHaveNoHiddenInput("dibs.house.offenders"), "RandomInTheRules"),
                Arguments.of(topologyKnowsNoOtherSystem("dibs.house.offenders"), "JdbcInTheTopology"),
                Arguments.of(connectorsDoNotKnowTheApplication("dibs.house.offenders"), "FrontInAConnector"),
                Arguments.of(theLedgerKnowsNoCache("dibs.house.offenders"), "CacheInTheLedger"),
                Arguments.of(theAuditHasRulesOfItsOwn("dibs.house.offenders"), "DeciderInTheAudit"),
                Arguments.of(onlyTheLauncherKnowsTheEmbeddedServers("dibs.house.offenders"), "EmbeddedServerInMain"));
    }

    @ParameterizedTest
    @MethodSource("eachRuleOnItsOffender")
    void eachRuleCatchesItsOffender(ArchRule rule, String offender) {
        assertThatThrownBy(() -> rule.check(OFFENDERS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(offender);
    }
}
