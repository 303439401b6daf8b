/** Which instance owns a partition, and its stores' answers wherever they are. */
package dibs.cluster;
