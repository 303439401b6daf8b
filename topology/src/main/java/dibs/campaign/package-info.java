/**
 * THE RULES: requests, state, decisions, outcomes and one {@link dibs.campaign.Decider}. Imports {@code java.*} only;
 * reads no clock, setting, locale or random source, so that the same log always gives the same decisions.
 */
package dibs.campaign;
