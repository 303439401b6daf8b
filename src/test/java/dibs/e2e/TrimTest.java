package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.audit.Kind;
import dibs.audit.ReportText;
import dibs.cli.Said;
import dibs.local.TestServers;
import dibs.serve.Role;
import dibs.stream.HomePartition;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** {@code dibs trim}: what only archived campaigns need is deleted, and all that should hold holds after it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TrimTest {
    private static final String[] SETS = {"front.decision-timeout=30s", "ledger.rows-per-second=20000"};
    private static final EnumSet<Role> ALL = EnumSet.allOf(Role.class);
    /** Four that share a partition. */
    private static final List<String> IDS = IntStream.range(0, 1000)
            .mapToObj(i -> "trim-" + i)
            .filter(id -> HomePartition.of(id, 4) == 0)
            .limit(4)
            .toList();

    private static final String ELSEWHERE = IntStream.range(0, 1000)
            .mapToObj(i -> "trim-" + i)
            .filter(id -> HomePartition.of(id, 4) == 1)
            .findFirst()
            .orElseThrow();

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()));
    private RunningDibs dibs = RunningDibs.start(SETS);
    private Claims claims = new Claims(dibs.http());

    @AfterEach
    void close() {
        dibs.close();
        admin.close();
    }

    @Test
    void whatOnlyArchivedCampaignsNeedIsDeleted() throws Exception {
        String old = IDS.get(0);
        String open = IDS.get(1);
        claimed(old, 20);
        claims.post("/v1/campaigns/" + old + "/claims/u-3/reversal", "{\"returnBudget\":true}");
        claimed(open, 5);
        straysOf(old);
        archive(old);
        Audited.clean(dibs);

        Said held = trim("--dry-run");
        assertThat(held.status()).as(held.err()).isZero();
        assertThat(held.out())
                .contains("partition 0: requests from 0 to 22, 22 records; decisions from 0 to ")
                .contains("held back at 0:22 by campaign " + open + ", which is running")
                .contains("partition 1: requests nothing", "would delete 44 records");
        assertThat(begin("requests")).isZero();

        trimmed();
        assertThat(begin("requests")).isEqualTo(22);
        assertThat(trim("--yes").out()).contains("held back at 0:22", "nothing to delete");
        AuditReport report = Audited.clean(dibs);
        assertThat(report.notRecomputed().examples()).containsExactly(old);
        assertThat(report.notRecomputed().begins()).containsExactly("0:22");
        assertThat(ReportText.table(report)).contains("are not recomputed: 1 (" + old + ")", "begin at 0:22: trimmed");
        assertArchived(old);

        archive(open);
        Audited.clean(dibs);
        trimmed();
        restart();
        assertArchived(old);
        assertArchived(open);
        assertThat(claimed(IDS.get(2), 3)).isEqualTo(3);
        dibs.close();
        Utils.delete(dibs.stateDir().toFile());
        startAgain();
        assertArchived(old);
        assertThat(claims.claim(IDS.get(2), "u-1").status()).isEqualTo(200);
        assertThat(Audited.clean(dibs).looked(Count.CAMPAIGNS_TRIMMED)).isEqualTo(2);
    }

    /** The stores of a partition of which nothing but the last request is left are gone on with, also restored. */
    private void restart() {
        dibs.close();
        startAgain();
    }

    private void startAgain() {
        dibs = dibs.again(ALL, SETS);
        claims = new Claims(dibs.http());
    }

    /**
     * As docs/runbooks.md tells: "Topics, all but the requests". Of one partition a campaign is left that is not archived, of
     * another one request, and behind it what was aborted.
     */
    @Test
    void whatIsLeftIsComputedAgain() throws Exception {
        String old = IDS.get(0);
        String open = IDS.get(1);
        claimed(old, 20);
        archive(old);
        claimed(open, 5);
        claimed(ELSEWHERE, 3);
        archive(ELSEWHERE);
        Audited.clean(dibs);
        trimmed();
        assertThat(begin("requests")).isPositive();
        abort(ELSEWHERE, 1);
        dibs.close();
        ComputedAgain.delete(admin, dibs.prefix());
        dibs.ledger().execute("delete from dibs.ledger_progress");
        Utils.delete(dibs.stateDir().toFile());
        startAgain();

        assertThat(claims.claim(open, "u-1").status()).isEqualTo(200);
        assertThat(claims.claim(open, "u-6").status()).isEqualTo(201);
        assertThat(claims.claim(old, "u-1").status()).isEqualTo(404);
        AuditReport report = Audited.clean(dibs);
        assertThat(report.notRecomputed().examples()).containsExactlyInAnyOrder(old, ELSEWHERE);
        assertThat(dibs.ledger().rows()).isEqualTo(29);
    }

    private void abort(String campaign, int partition) throws Exception {
        try (var producer = KafkaRecords.producer(Map.of("transactional.id", dibs.prefix() + "abort"))) {
            producer.initTransactions();
            producer.beginTransaction();
            byte[] claim = KafkaRecords.utf8("{\"type\":\"claim\",\"user\":\"u-9\"}");
            producer.send(new ProducerRecord<>(dibs.topic("requests"), partition, KafkaRecords.utf8(campaign), claim))
                    .get();
            producer.abortTransaction();
        }
    }

    @Test
    void whatIsNotInTheLedgerStays() throws Exception {
        String id = IDS.get(0);
        claimed(id, 1);
        Audited.clean(dibs);
        dibs.close();
        dibs = dibs.again(EnumSet.of(Role.FRONT, Role.DECIDER), SETS);
        claims = new Claims(dibs.http());
        claims.claim(id, "u-2");
        archive(id);
        Said behind = awaitTrimmable("not in the ledger");
        assertThat(behind.out()).contains("from 0 to 2, 2 records", "held back at 0:2 by the grant of u-2");
        trimmed();
        assertThat(begin("requests")).isEqualTo(2);

        dibs.close();
        dibs.ledger().execute("alter table dibs.ledger_entry add constraint poison check (user_id <> 'u-2')");
        dibs = dibs.again(ALL, SETS);
        await().until(() ->
                KafkaRecords.readCommitted(dibs.topic("dead-letters")).size() == 1);
        assertThat(trim("--dry-run").out()).contains("held back at 0:2 by the grant of u-2");
        Said dropped = Said.by(with("dead-letters", "drop", "--all", "--reason", "paid by hand"));
        assertThat(dropped.status()).as(dropped.out() + dropped.err()).isZero();
        assertThat(trim("--yes").out()).contains("held back at 0:4 by the last decided request");
        Audited.clean(dibs);
    }

    /** A log that lost the beginning of a campaign that is not archived was cut short by something else. */
    @Test
    void aLogThatWasCutShortOtherwiseIsFound() throws Exception {
        claimed(IDS.get(0), 3);
        claimed(IDS.get(1), 3);
        archive(IDS.get(0));
        Audited.clean(dibs);
        TopicPartition requests = new TopicPartition(dibs.topic("requests"), 0);
        admin.deleteRecords(Map.of(requests, RecordsToDelete.beforeOffset(6)))
                .all()
                .get();
        AuditReport report = Audited.run(dibs.audited());
        assertThat(report.findings().keySet()).as(ReportText.table(report)).containsExactly(Kind.BEGINNING_GONE);
        assertThat(report.findings().get(Kind.BEGINNING_GONE).examples())
                .singleElement()
                .asString()
                .contains("campaign " + IDS.get(1) + " is not archived, and was opened before 0:6");
    }

    /** Every kind of request, strays and what cannot be read among them; the oracle is the audit. */
    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void aMixOfEverythingIsAuditedCleanAfterEachTrim() throws Exception {
        long seed = System.nanoTime();
        System.out.println("trim of a mix: seed " + seed);
        Mix mix = new Mix(dibs.topic("requests"), seed);
        long begin = 0;
        for (int round = 1; round <= 2; round++) {
            mix.send(2_000);
            List<String> old =
                    IntStream.range(0, round * 5 - 3).mapToObj(i -> "mix-" + i).toList();
            KafkaRecords.sendAll(dibs, old, "{\"type\":\"close\"}");
            KafkaRecords.sendAll(dibs, old, "{\"type\":\"archive\"}");
            Audited.clean(dibs);
            trimmed();
            AuditReport report = Audited.clean(dibs);
            System.out.println(ReportText.table(report));
            long now =
                    IntStream.range(0, 4).mapToLong(p -> begin("requests", p)).sum();
            assertThat(now).isGreaterThan(begin);
            begin = now;
        }
    }

    private int claimed(String campaign, int users) throws Exception {
        assertThat(claims.open(campaign, 100_000, 100).status()).isEqualTo(201);
        int granted = 0;
        for (int user = 1; user <= users; user++) {
            granted += claims.claim(campaign, "u-" + user).status() == 201 ? 1 : 0;
        }
        return granted;
    }

    /** One on a foreign partition, which stays there when its copy at home is deleted: a live campaign is before it. */
    private void straysOf(String campaign) throws Exception {
        try (var producer = KafkaRecords.producer(Map.of())) {
            byte[] claim = KafkaRecords.utf8("{\"type\":\"claim\",\"user\":\"s-1\"}");
            producer.send(new ProducerRecord<>(dibs.topic("requests"), 1, KafkaRecords.utf8(campaign), claim))
                    .get();
        }
        await().until(() ->
                claims.get("/v1/campaigns/" + campaign + "/claims/s-1").status() == 200);
    }

    private void archive(String campaign) throws Exception {
        assertThat(claims.post("/v1/campaigns/" + campaign + "/close", "{}").status())
                .isEqualTo(200);
        assertThat(claims.post("/v1/campaigns/" + campaign + "/archive", "{}").status())
                .isEqualTo(200);
    }

    private void assertArchived(String campaign) throws Exception {
        for (String user : List.of("u-1", "late")) {
            Claims.Answer answer = claims.claim(campaign, user);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body().get("outcome").asText()).isEqualTo("archived");
        }
    }

    private Said trim(String how) {
        return Said.by(with("trim", how));
    }

    private void trimmed() {
        Said done = trim("--yes");
        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out()).contains("deleted ");
    }

    private Said awaitTrimmable(String says) {
        await().until(() -> trim("--dry-run").out().contains(says));
        return trim("--dry-run");
    }

    private String[] with(String... first) {
        return Stream.concat(Stream.of(first), Stream.of(dibs.asAddresses())).toArray(String[]::new);
    }

    private long begin(String topic) {
        return begin(topic, 0);
    }

    private long begin(String topic, int partition) {
        TopicPartition log = new TopicPartition(dibs.topic(topic), partition);
        try {
            return admin.listOffsets(Map.of(log, OffsetSpec.earliest()))
                    .partitionResult(log)
                    .get()
                    .offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
