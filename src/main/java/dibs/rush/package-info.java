/** A load run: many users claim one campaign, and all they are told is measured, written down and checked. */
package dibs.rush;
