/**
 * Caches in front of the stores and the ledger: local, then Redis, then whoever knows. No decision reads them, and
 * nothing waits for Redis longer than some tens of milliseconds.
 */
package dibs.cache;
