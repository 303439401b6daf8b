/** Dibs beside what would be used in its place: the same claims, one machine, one run, and what each did wrong. */
package dibs.compare;
