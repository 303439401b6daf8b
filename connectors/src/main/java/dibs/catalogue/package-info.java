/** Carries {@code dibs.campaigns} into Redis and tells the fronts at once. */
package dibs.catalogue;
