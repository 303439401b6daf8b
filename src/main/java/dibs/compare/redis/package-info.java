/** What people build on Redis to give points out first come, first served, as those who know it well would build it. */
package dibs.compare.redis;
