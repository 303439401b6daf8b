/** Bytes: JSON in and out, and the compact versioned values of the stores. */
package dibs.wire;
