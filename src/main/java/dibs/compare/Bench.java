package dibs.compare;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What all contenders of one run share: a folder, the class of durability, the servers' processors, and the servers that
 * several of them use. Used by one thread at a time.
 */
final class Bench implements AutoCloseable {
    private final Path folder;
    private final Durability durability;
    private final Cpus servers;
    private DibsServer dibs;
    private LimitServer limits;

    Bench(Path folder, Durability durability, Cpus servers) {
        this.folder = folder;
        this.durability = durability;
        this.servers = servers;
    }

    /** For the data of one contender, in which nothing is yet. */
    Path folder(String contender) {
        return folder.resolve(contender);
    }

    Durability durability() {
        return durability;
    }

    /** The processors servers are pinned to. */
    Cpus servers() {
        return servers;
    }

    DibsServer dibs() throws IOException {
        if (dibs == null) {
            dibs = DibsServer.start(folder("dibs"), durability, servers);
        }
        return dibs;
    }

    LimitServer limits() throws IOException {
        if (limits == null) {
            limits = LimitServer.start(folder("limits"), durability, servers);
        }
        return limits;
    }

    @Override
    public void close() {
        if (dibs != null) {
            dibs.close();
        }
        if (limits != null) {
            limits.close();
        }
    }
}
