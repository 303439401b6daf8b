package dibs.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;

/** What an instance counts, as it prints it. */
final class Metrics {
    private static final CheckedHttp CLIENT = new CheckedHttp();

    private Metrics() {}

    /** The value under {@code name}, labels included. */
    static double of(String http, String name) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(http + "/metrics")).build())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
