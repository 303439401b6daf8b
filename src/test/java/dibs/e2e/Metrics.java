package dibs.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Metrics as Prometheus would read them. */
final class Metrics {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Metrics() {}

    /** The value of {@code name}, which has its labels with it, as printed. */
    static double read(String http, String name) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(http + "/metrics")).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
