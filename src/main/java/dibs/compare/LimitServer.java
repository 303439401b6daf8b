package dibs.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@link LimitMain} in a process of its own: what a claim costs at least where nothing is decided. */
final class LimitServer implements AutoCloseable {
    private final ChildJvm process;

    private LimitServer(ChildJvm process) {
        this.process = process;
    }

    static LimitServer start(Path folder, Durability durability, Cpus cpus) throws IOException {
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        return new LimitServer(
                ChildJvm.start(cpus, log, List.of(LimitMain.class.getName(), folder.toString(), durability.name())));
    }

    String http() {
        return process.value("http");
    }

    String kafka() {
        return process.value("kafka");
    }

    @Override
    public void close() {
        process.close();
    }
}
