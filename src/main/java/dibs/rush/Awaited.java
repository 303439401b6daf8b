package dibs.rush;

import dibs.campaign.Position;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Brings decisions to those who wait for them, by the position of the request; either may come first. What nobody waits
 * for is kept too, a hundred thousand at most, since its request may be acknowledged later. Thread-safe.
 */
final class Awaited {
    private static final int EARLY = 100_000;

    private final Map<Position, CompletableFuture<Heard>> waiting = new HashMap<>();
    private final Map<Position, Heard> early = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Position, Heard> eldest) {
            return size() > EARLY;
        }
    };
    private RuntimeException failure;

    void expect(Position request, CompletableFuture<Heard> answer) {
        Heard heard;
        synchronized (this) {
            if (failure != null) {
                answer.completeExceptionally(failure);
                return;
            }
            heard = early.remove(request);
            if (heard == null) {
                waiting.put(request, answer);
            }
        }
        if (heard != null) {
            answer.complete(heard);
        }
    }

    void tell(Position request, Heard heard) {
        CompletableFuture<Heard> answer;
        synchronized (this) {
            answer = waiting.remove(request);
            if (answer == null) {
                early.put(request, heard);
            }
        }
        if (answer != null) {
            answer.complete(heard);
        }
    }

    /** Nothing more will be told. */
    void fail(RuntimeException cause) {
        Map<Position, CompletableFuture<Heard>> left;
        synchronized (this) {
            failure = cause;
            left = new HashMap<>(waiting);
            waiting.clear();
        }
        left.values().forEach(answer -> answer.completeExceptionally(cause));
    }
}
