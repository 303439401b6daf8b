/** The adapter: Kafka Streams topology, processor, stores, read handles, topics and partitioning. */
package dibs.stream;
