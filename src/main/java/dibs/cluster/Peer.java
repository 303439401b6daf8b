package dibs.cluster;

import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Another instance. Few calls are under way at once; what is asked meanwhile waits and goes together in the next, so
 * that a rush costs few calls, and one that does not answer holds no thread and at most {@value #WAITING} questions.
 *
 * <p>Thread-safe.
 */
final class Peer {
    static final int MOST_IN_A_CALL = 256;
    private static final int CALLS = 4;
    private static final int WAITING = 10_000;
    /** Until the answer begins; as long again until it is there, of which the client's own time-out knows nothing. */
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final URI reads;
    private final String secret;
    private final HttpClient http;
    private final Timer timer;
    private final BlockingQueue<Asked> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Semaphore calls = new Semaphore(CALLS);

    private record Asked(StoreQuestion question, CompletableFuture<Optional<StoreAnswer>> answer) {}

    Peer(String address, String secret, HttpClient http, Timer timer) {
        this.reads = URI.create("http://" + address + InstanceServer.READS);
        this.secret = secret;
        this.http = http;
        this.timer = timer;
    }

    /** Completed exceptionally where it does not answer in time, or has too much to answer. */
    CompletableFuture<Optional<StoreAnswer>> ask(StoreQuestion question) {
        Asked asked = new Asked(question, new CompletableFuture<>());
        if (!waiting.offer(asked)) {
            asked.answer().completeExceptionally(new IOException("too many questions wait for " + reads));
        } else {
            call();
        }
        return asked.answer();
    }

    private void call() {
        while (!waiting.isEmpty() && calls.tryAcquire()) {
            List<Asked> batch = new ArrayList<>();
            waiting.drainTo(batch, MOST_IN_A_CALL);
            if (batch.isEmpty()) {
                calls.release();
            } else {
                send(batch);
            }
        }
    }

    private void send(List<Asked> batch) {
        HttpRequest request = HttpRequest.newBuilder(reads)
                .timeout(TIMEOUT)
                .header(InstanceServer.SECRET, secret)
                .POST(BodyPublishers.ofByteArray(
                        StoreWire.questions(batch.stream().map(Asked::question).toList())))
                .build();
        long begun = System.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, BodyHandlers.ofByteArray());
        CompletableFuture<HttpResponse<byte[]>> bounded =
                sent.copy().orTimeout(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        var unused = bounded.handle((response, failure) -> {
            timer.record(Duration.ofNanos(System.nanoTime() - begun));
            calls.release();
            call();
            if (failure != null) {
                sent.cancel(true);
                batch.forEach(each -> each.answer().completeExceptionally(failure));
            } else {
                answered(batch, response);
            }
            return null;
        });
    }

    private static void answered(List<Asked> batch, HttpResponse<byte[]> response) {
        try {
            if (response.statusCode() != 200) {
                throw new IOException(response.uri() + " answered " + response.statusCode());
            }
            List<Optional<StoreAnswer>> answers = StoreWire.answers(response.body(), batch.size());
            if (answers.size() != batch.size()) {
                throw new IOException(response.uri() + " answered " + answers.size() + " of " + batch.size());
            }
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer().complete(answers.get(i));
            }
        } catch (IOException | RuntimeException e) {
            batch.forEach(each -> each.answer().completeExceptionally(e));
        }
    }
}
