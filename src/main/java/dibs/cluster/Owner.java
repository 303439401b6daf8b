package dibs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Who announced a partition as its own, as it stands on {@code dibs.owners}. Immutable.
 *
 * @param address where its instance server listens, {@code HOST:PORT}
 * @param run a name of its process; another one after every start
 */
record Owner(String address, String run) {
    private static final ObjectMapper JSON = new JsonMapper();

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(Map.of("address", address, "run", run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fields it does not know are ignored; throws {@link IOException} where one is missing. */
    static Owner of(byte[] json) throws IOException {
        JsonNode owner = JSON.readTree(json);
        if (!owner.path("address").isTextual() || !owner.path("run").isTextual()) {
            throw new IOException("an owner has address and run");
        }
        return new Owner(owner.get("address").asText(), owner.get("run").asText());
    }
}
