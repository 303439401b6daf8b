package dibs.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.utils.Exit;

/** A process of its own that runs all three servers on a folder until it is ended, its broker gives up at once, or fences a dead one. */
public final class ServersOnFolder {
    private ServersOnFolder() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        if (arguments.length > 1 && arguments[1].equals("fence")) {
            System.out.println(
                    "fenced " + DeadBroker.fence(Path.of(arguments[0]).resolve("kafka")));
            Exit.exit(0);
        }
        DataFolder folder = DataFolder.open(Path.of(arguments[0]));
        folder.cleared().forEach(System.err::println);
        long begun = System.nanoTime();
        LocalServers servers = LocalServers.start(folder, Wanted.all(0, 0, 0), System.err::println);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            servers.close();
                            folder.close();
                        },
                        "close"));
        System.out.println("ready " + (System.nanoTime() - begun) / 1_000_000 + " ms "
                + servers.kafka().orElseThrow().address() + " "
                + servers.database().orElseThrow().jdbcUrl());
        if (arguments.length > 1) {
            Exit.halt(3, "as asked");
        }
        new CountDownLatch(1).await();
    }
}
