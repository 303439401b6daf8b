package dibs.campaign;

/**
 * A labelled change of a campaign that was applied, remembered by its requestId so that the same request does nothing
 * twice. Only the last {@value Limits#REMEMBERED_CHANGES} of a campaign count.
 *
 * @param amount points of a top-up, else 0
 * @param number its place among the campaign's labelled changes, from 1
 */
public record Change(Operation operation, long amount, long number) {}
