package dibs.front;

import dibs.campaign.Limits;
import dibs.campaign.OperationOutcome;

/** What an operator is told where the log refused: each outcome's status and sentence. */
final class OperationProblems {
    private OperationProblems() {}

    /** Throws the problem, unless what was asked for holds now. */
    static void refuse(OperationOutcome outcome, String campaign, String user) {
        if (!outcome.isInForce()) {
            throw problem(outcome, campaign, user);
        }
    }

    private static Problem problem(OperationOutcome outcome, String campaign, String user) {
        return switch (outcome) {
            case UNKNOWN_CAMPAIGN -> problem(404, outcome, "there is no campaign " + campaign, null);
            case ID_TAKEN ->
                problem(409, outcome, "there is another campaign " + campaign + "; ids are never used again", "id");
            case REQUEST_ID_TAKEN ->
                problem(
                        422,
                        outcome,
                        "requestId was used for another change of campaign " + campaign + "; use a new one",
                        "requestId");
            case ARCHIVED -> problem(409, outcome, "campaign " + campaign + " is archived", null);
            case CLOSED -> problem(409, outcome, "campaign " + campaign + " is closed, which is final", null);
            case NOT_CLOSED ->
                problem(409, outcome, "campaign " + campaign + " is not closed; only then can it be archived", null);
            case NOT_GRANTED -> problem(404, outcome, "user " + user + " has no grant of campaign " + campaign, null);
            case TOO_LARGE ->
                problem(409, outcome, "the budget would be larger than " + Limits.MAX_BUDGET + " points", "amount");
            case REPEATED, UNCHANGED, APPLIED -> throw new IllegalArgumentException(outcome + " is no problem");
        };
    }

    private static Problem problem(int status, OperationOutcome outcome, String detail, String field) {
        String title = switch (status) {
            case 404 -> "Not Found";
            case 422 -> "Unprocessable Content";
            default -> "Conflict";
        };
        return new Problem(status, title, detail, field, outcome.wireName());
    }
}
