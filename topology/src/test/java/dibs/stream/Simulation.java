package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Decider;
import dibs.campaign.Decision;
import dibs.campaign.Phase;
import dibs.campaign.Request;
import dibs.stream.Invariant.Seen;
import dibs.stream.Invariant.Violation;
import dibs.stream.SimulatedPartition.LogEntry;
import dibs.stream.SimulatedPartition.Meant;
import dibs.stream.SimulatedPartition.Output;
import dibs.stream.SimulatedPartition.Step;
import dibs.wire.DecisionJson;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A cluster of a few partitions that lives through some thousand records, crashes and commits, all from one seed, with
 * every invariant checked after every step. Nothing in it depends on time, threads or the order of a hash table.
 */
final class Simulation {
    private final long seed;
    private final SplittableRandom random;
    private final Decider decider;
    private final boolean keepsGrants;
    private final RequestGenerator generator;
    private final List<SimulatedPartition> partitions;
    private final Map<String, CampaignModel> models = new HashMap<>();
    /** What each record led to the first time, by position; it must be the same after every crash. */
    private final Map<String, Step> first = new HashMap<>();

    /** How often what was met, by name: a world in which nothing happens proves nothing. */
    private final Map<String, Integer> met = new TreeMap<>();

    private long steps;

    Simulation(long seed, Decider decider, boolean keepsGrants) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.decider = decider;
        this.keepsGrants = keepsGrants;
        int count = 1 + random.nextInt(3);
        this.generator = new RequestGenerator(random.split(), count);
        this.partitions = IntStream.range(0, count)
                .mapToObj(p -> new SimulatedPartition(p, count, decider, keepsGrants))
                .toList();
    }

    /** Lives through {@code records} records; throws a {@link Violation} that says the seed. Returns the steps made. */
    long run(int records) {
        try {
            int sent = 0;
            while (sent < records) {
                switch (random.nextInt(24)) {
                    case 0 -> commit(any());
                    case 1 -> {
                        if (random.nextInt(20) == 0) {
                            crash(any());
                        }
                    }
                    default -> {
                        send();
                        sent++;
                        step(any());
                    }
                }
            }
            finish();
            replay();
            return steps;
        } catch (Violation e) {
            throw new Violation(e.invariant(), e.getMessage() + " (seed " + seed + ", step " + steps + ")");
        }
    }

    Map<String, Integer> met() {
        return met;
    }

    private void meet(String what) {
        met.merge(what, 1, Integer::sum);
    }

    private SimulatedPartition any() {
        return partitions.get(random.nextInt(partitions.size()));
    }

    private void send() {
        RequestGenerator.Sent sent = generator.next();
        int gap = random.nextInt(50) == 0 ? 1 + random.nextInt(3) : 0;
        partitions.get(sent.partition()).append(sent.record(), sent.meant(), gap);
    }

    private void step(SimulatedPartition partition) {
        // More than one at a time, or the logs would grow for ever.
        for (int i = random.nextInt(2 * partitions.size() + 1); i > 0 && !partition.isAtEnd(); i--) {
            stepOnce(partition);
        }
        if (partition.wantsCommit()) {
            commit(partition);
        }
    }

    private void stepOnce(SimulatedPartition partition) {
        steps++;
        LogEntry entry = partition.next();
        String campaign =
                entry.meant() == Meant.DECISION ? new String(entry.record().key(), StandardCharsets.UTF_8) : null;
        CampaignState before = campaign == null ? null : partition.reads().campaign(campaign);
        Step step = partition.step();
        String position = partition.number() + ":" + entry.offset();
        Step earlier = first.putIfAbsent(position, step);
        if (earlier != null) {
            requireSame(earlier, step, "after a crash");
            return;
        }
        CampaignState after = campaign == null ? null : partition.reads().campaign(campaign);
        Request request = campaign == null ? null : read(entry);
        CampaignModel model = campaign == null ? null : models.computeIfAbsent(campaign, c -> new CampaignModel());
        Seen seen = new Seen(step, campaign, request, model, before, after);
        for (Invariant invariant : Invariants.AFTER_EVERY_STEP) {
            String violation = invariant.check().violation(seen);
            if (violation != null) {
                throw new Violation(invariant.name(), violation + " at " + position);
            }
        }
        meet(entry.meant().name());
        if (model != null) {
            meet(step.decision()
                    .match(new Decision.Cases<>(
                            claim -> "claim " + claim.outcome(),
                            change -> change.operation() + " " + change.outcome(),
                            reversal -> "REVERSE " + reversal.outcome())));
            model.add(step, request, after);
            if (model.forgotten() > 0) {
                meet("label forgotten");
            }
        }
    }

    private static Request read(LogEntry entry) {
        try {
            return RequestJson.read(entry.record().value());
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    private void commit(SimulatedPartition partition) {
        for (Step step : partition.commit()) {
            for (Output output : step.outputs()) {
                if (output.sink().equals(Outputs.HOME)) {
                    long appended = step.entry().record().timestamp() + random.nextInt(10);
                    home(output).append(output.record().withTimestamp(appended), Meant.DECISION, random.nextInt(2));
                }
            }
        }
    }

    /** What it had sent home was aborted: its offsets are lost there. */
    private void crash(SimulatedPartition partition) {
        meet("crash");
        for (Step step : partition.crash()) {
            meet("aborted step");
            step.outputs().stream()
                    .filter(output -> output.sink().equals(Outputs.HOME))
                    .forEach(output -> home(output).skip(1));
        }
    }

    private SimulatedPartition home(Output output) {
        return partitions.get(HomePartition.of(output.record().key(), partitions.size()));
    }

    private void finish() {
        while (partitions.stream().anyMatch(p -> !p.isAtEnd() || p.hasUncommitted())) {
            for (SimulatedPartition partition : partitions) {
                while (!partition.isAtEnd()) {
                    stepOnce(partition);
                }
                commit(partition);
            }
        }
        partitions.forEach(this::requireStateIsWhatWasDecided);
    }

    private void requireStateIsWhatWasDecided(SimulatedPartition partition) {
        long expectedGrants = 0;
        for (Map.Entry<String, CampaignModel> one : models.entrySet()) {
            CampaignModel model = one.getValue();
            CampaignState state = partition.reads().campaign(one.getKey());
            if (state == null || !model.isOpened()) {
                continue;
            }
            boolean same = state.tally().spent() == model.spent()
                    && state.tally().granted() == model.grants
                    && state.tally().reversed() == model.reversals
                    && state.tally().refused() == model.refusals
                    && state.universalData().equals(model.shown);
            if (!same) {
                throw new Violation("StateIsWhatWasDecided", one.getKey() + " is " + state);
            }
            expectedGrants += leftOf(partition, one.getKey(), model);
        }
        long grants = partition.store("grants").entries().size();
        if (grants > expectedGrants) {
            throw new Violation("ArchivedGrantsGo", grants + " grants are stored instead of " + expectedGrants);
        }
        if (grants < expectedGrants) {
            throw new Violation("StateIsWhatWasDecided", grants + " grants of " + expectedGrants + " are stored");
        }
        long places = partition.store("changes").entries().size();
        if (places > 2_000L * models.size()) {
            throw new Violation("OutputsAreBounded", places + " keys of remembered changes");
        }
    }

    private static int leftOf(SimulatedPartition partition, String campaign, CampaignModel model) {
        boolean archived = model.shown.phase() == Phase.ARCHIVED;
        boolean stillGoing = partition.store("progress").get(StoreKeys.archived(campaign)) != null;
        if (!archived) {
            return model.grantOf.size();
        }
        return stillGoing
                ? partition
                        .store("grants")
                        .entries()
                        .subMap(StoreKeys.firstGrant(campaign), StoreKeys.endOfGrants(campaign))
                        .size()
                : 0;
    }

    /** The same log again, from its beginning and without a crash, must give the same records and the same stores. */
    private void replay() {
        for (SimulatedPartition original : partitions) {
            SimulatedPartition again =
                    new SimulatedPartition(original.number(), partitions.size(), decider, keepsGrants);
            original.log().forEach(again::append);
            while (!again.isAtEnd()) {
                Step step = again.step();
                requireSame(first.get(original.number() + ":" + step.entry().offset()), step, "in a replay");
            }
            for (TransactionalStore store : original.stores()) {
                requireSameContent(store, again.store(store.name()));
            }
        }
    }

    private static void requireSameContent(TransactionalStore one, TransactionalStore other) {
        boolean same = one.entries().keySet().equals(other.entries().keySet())
                && one.entries().entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), other.get(e.getKey())));
        if (!same) {
            throw new Violation("ReplayGivesSameBytes", "the store " + one.name() + " differs in a replay");
        }
    }

    private static void requireSame(Step one, Step other, String when) {
        List<byte[]> before = bytes(one);
        List<byte[]> now = bytes(other);
        boolean same = before.size() == now.size()
                && IntStream.range(0, now.size()).allMatch(i -> Arrays.equals(before.get(i), now.get(i)));
        if (!same) {
            throw new Violation(
                    "ReplayGivesSameBytes",
                    other.entry().offset() + " gave " + one.decision() + " and " + when + " " + other.decision());
        }
    }

    private static List<byte[]> bytes(Step step) {
        List<byte[]> bytes = new ArrayList<>();
        for (Output output : step.outputs()) {
            bytes.add(output.sink().getBytes(StandardCharsets.UTF_8));
            bytes.add(output.record().key());
            bytes.add(output.record().value());
        }
        if (step.decision() != null) {
            bytes.add(DecisionJson.record(step.decision()));
        }
        return bytes;
    }
}
