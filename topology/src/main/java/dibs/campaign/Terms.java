package dibs.campaign;

/**
 * What a campaign gives, and when.
 *
 * @param title 1 to {@value Limits#MAX_TITLE} characters
 * @param budget points in all, 1 to {@link Limits#MAX_BUDGET}
 * @param reward points for one user, 1 to {@code budget} and to {@link Limits#MAX_REWARD}
 * @param opensAt first millisecond (since 1970, UTC) at which a claim can be granted; null: at once
 * @param closesAt first millisecond at which none can be granted any more, after {@code opensAt}; null: never
 */
public record Terms(String title, long budget, long reward, Long opensAt, Long closesAt) {

    public boolean isBeforeOpening(long time) {
        return opensAt != null && time < opensAt;
    }

    public boolean isAfterClosing(long time) {
        return closesAt != null && time >= closesAt;
    }

    Terms withBudget(long points) {
        return points == budget ? this : new Terms(title, points, reward, opensAt, closesAt);
    }
}
