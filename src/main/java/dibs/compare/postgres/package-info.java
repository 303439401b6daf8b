/** What people build on PostgreSQL to give points out first come, first served. */
package dibs.compare.postgres;
