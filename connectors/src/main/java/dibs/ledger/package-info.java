/** The ledger sink: carries the grants topic into PostgreSQL, exactly once and under a cluster-wide ceiling. */
package dibs.ledger;
