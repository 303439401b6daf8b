package dibs.front;

import dibs.cache.NotReadException;
import dibs.wire.Json;
import dibs.wire.Rfc3339;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/** How far the ledger is. Thread-safe. */
final class LedgerRoutes {
    private final LedgerLag lag;

    LedgerRoutes(LedgerLag lag) {
        this.lag = lag;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, "/v1/ledger", this::ledger, Access.ANY_TOKEN);
    }

    private void ledger(Context ctx) {
        ctx.header("Cache-Control", "no-store");
        ctx.future(() -> lag.find()
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(problem(failure)))
                .thenAccept(behind -> Bodies.json(ctx, 200, Json.bytes(out -> {
                    out.writeStartObject();
                    out.writeNumberField("behind", behind.records());
                    out.writeStringField("asOf", Rfc3339.format(behind.asOf().toEpochMilli()));
                    out.writeEndObject();
                }))));
    }

    private static Throwable problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof NotReadException) {
            return unknown(cause.getMessage());
        }
        if (cause instanceof TimeoutException) {
            return unknown("the ledger database is slow");
        }
        return cause instanceof KafkaException ? unknown("Kafka does not answer") : cause;
    }

    private static Problem unknown(String reason) {
        return Problem.unavailable("how far the ledger is behind cannot be known now: " + reason);
    }
}
