/** Who calls: bearer tokens, the keys they are verified with, and what a caller may do. Knows no HTTP. */
package dibs.auth;
