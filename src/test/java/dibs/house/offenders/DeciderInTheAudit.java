package dibs.house.offenders;

import dibs.campaign.Decider;

/** An audit that would make the decider's mistakes. */
final class DeciderInTheAudit {
    final Decider decider = new Decider();
}
