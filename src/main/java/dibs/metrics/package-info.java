/** What all meters have in common, and those of the process itself. Each part counts what is its own. */
package dibs.metrics;
