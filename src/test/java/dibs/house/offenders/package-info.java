/** Classes that each break one arrow of the house, so that the check of that arrow is seen to fail. */
package dibs.house.offenders;
