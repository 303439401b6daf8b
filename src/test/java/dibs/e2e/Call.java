package dibs.e2e;

import java.net.URI;
import java.net.http.HttpRequest;

/**
 * One call of a route with whatever token, as the tests of access make them.
 *
 * @param route as openapi.yaml writes it
 * @param path with ids in the route's places
 * @param rule who may: open, not_here, any, read, claim or operate
 * @param body null: none
 */
record Call(String method, String route, String path, String rule, String body) {

    static Call get(String route, String path, String rule) {
        return new Call("GET", route, path, rule, null);
    }

    static Call post(String route, String path, String rule, String body) {
        return new Call("POST", route, path, rule, body);
    }

    /** With a value of the header Authorization, or without if it is null. */
    HttpRequest.Builder request(String http, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
