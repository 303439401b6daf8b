package dibs.front;

import java.time.Duration;

/**
 * What a front takes at most; above each it refuses at once, and nothing is written. {@code reference.conf} has the
 * reasons.
 *
 * @param maxConnections of all clients together
 * @param idleTimeout of a connection on which nothing moves
 * @param bodyTimeout for a body to arrive as a whole
 * @param maxBodies that are awaited at once
 * @param headerBytes of one request
 * @param producerBuffer bytes of requests on their way to the log
 * @param maxWait as many claims may wait as were decided within it
 * @param maxListeners of events
 * @param claimsPerUser a second; 0 = any number
 * @param requestsPerAddress a second; 0 = any number
 */
public record FrontLimits(
        int maxConnections,
        Duration idleTimeout,
        Duration bodyTimeout,
        int maxBodies,
        int headerBytes,
        long producerBuffer,
        Duration maxWait,
        int maxListeners,
        int claimsPerUser,
        int requestsPerAddress) {}
