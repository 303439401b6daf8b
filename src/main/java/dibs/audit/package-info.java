/**
 * Recomputes from the request log what should have happened, and compares the decisions, the ledger and the journals
 * with it.
 *
 * <p>The rules stand here a second time on purpose, written from the contract: code shared with the decider would share
 * its mistakes. So nothing here may import {@code dibs.campaign} or {@code dibs.wire}.
 */
package dibs.audit;
