package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Request;
import dibs.campaign.UniversalData;
import dibs.stream.SimulatedPartition.Step;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * What the decisions on one campaign add up to, kept without the rules' own state: an invariant that read only what the
 * rules keep would believe their mistakes.
 */
final class CampaignModel {
    long granted;
    long returned;
    long grants;
    long reversals;
    long refusals;
    long time;
    UniversalData shown;
    final Map<String, Grant> grantOf = new HashMap<>();
    final Set<String> reversed = new HashSet<>();
    final Set<String> labels = new HashSet<>();
    private final Queue<String> labelsInOrder = new ArrayDeque<>();
    private long remembered;

    boolean isOpened() {
        return shown != null;
    }

    long spent() {
        return granted - returned;
    }

    /** How many labels fell out of what must be remembered. */
    long forgotten() {
        return remembered - labelsInOrder.size();
    }

    /** Adds one step, after the invariants have seen it. */
    void add(Step step, Request request, CampaignState after) {
        time = after == null ? time : after.time();
        step.decision().match(new Cases<Void>(this::claim, campaign -> campaign(campaign, request), this::reversal));
        if (after != null) {
            shown = after.universalData();
        }
    }

    private Void claim(ClaimDecision claim) {
        switch (claim.outcome()) {
            case GRANTED -> {
                granted += claim.grant().amount();
                grants++;
                grantOf.putIfAbsent(claim.user(), claim.grant());
            }
            case REPEATED, UNKNOWN_CAMPAIGN -> {}
            default -> refusals++;
        }
        return null;
    }

    private Void campaign(CampaignDecision decision, Request request) {
        boolean accepted =
                decision.outcome() == OperationOutcome.APPLIED || decision.outcome() == OperationOutcome.UNCHANGED;
        boolean labelled = request.requestId() != null && request instanceof Request.Amend;
        if (accepted && labelled) {
            labels.add(request.requestId());
            labelsInOrder.add(request.requestId());
            remembered++;
            if (labelsInOrder.size() > 1000) {
                labels.remove(labelsInOrder.remove());
            }
        }
        return null;
    }

    private Void reversal(ReversalDecision decision) {
        if (decision.outcome() == OperationOutcome.APPLIED) {
            reversals++;
            reversed.add(decision.user());
            if (decision.holding().reversal().returnBudget()) {
                returned += decision.holding().grant().amount();
            }
        }
        return null;
    }
}
