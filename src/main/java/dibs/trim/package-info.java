/** Deletes the beginning of the logs: what only archived campaigns still need, once all of it is in the ledger. */
package dibs.trim;
