/** Taking back many grants of one campaign, at a steady pace, and going on after a kill where it stopped. */
package dibs.reversal;
