package dibs.compare;

import dibs.compare.Load.Claim;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Claims over HTTP, as many connections as claims may be under way, each with one claim at a time and kept alive.
 *
 * <p>Over plain sockets, as a library's client would cost more than the server it measures. One thread sends, one hears.
 * Used by one thread at a time.
 */
final class HttpClaims implements AutoCloseable {
    private final InetSocketAddress address;
    private final Selector selector = Selector.open();
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    private final Queue<HttpConnection> free = new ConcurrentLinkedQueue<>();
    private final UnderWay underWay = new UnderWay();
    private final Thread reader = new Thread(this::read, "compare-http");
    private volatile boolean closing;

    HttpClaims(String url) throws IOException {
        URI uri = URI.create(url);
        this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
        reader.start();
    }

    /**
     * Opens all connections anew while nothing is under way: those that were idle for long are about to be closed by the
     * server, and a claim sent just then would fail.
     */
    void renew() throws IOException {
        List<HttpConnection> old = List.copyOf(open);
        free.clear();
        open.clear();
        old.forEach(HttpConnection::close);
        for (int i = 0; i < old.size(); i++) {
            free.add(connect());
        }
    }

    /** Makes all claims of the load; returns when each is answered or failed. */
    void run(Load load) throws InterruptedException {
        for (Claim claim = load.next(); claim != null; claim = load.next()) {
            underWay.begin();
            HttpConnection connection = free.poll();
            try {
                if (connection == null) {
                    connection = connect();
                }
                connection.send(claim);
            } catch (IOException e) {
                if (connection == null) {
                    claim.failed(e);
                    underWay.end();
                } else {
                    drop(connection, e);
                }
            }
        }
        underWay.awaitNone();
    }

    private HttpConnection connect() throws IOException {
        HttpConnection connection = new HttpConnection(address);
        open.add(connection);
        connection.register(selector);
        selector.wakeup();
        return connection;
    }

    private void read() {
        try {
            while (!closing) {
                selector.select(this::hear, 100);
            }
        } catch (IOException e) {
            open.forEach(connection -> drop(connection, e));
        }
    }

    private void hear(SelectionKey key) {
        HttpConnection connection = (HttpConnection) key.attachment();
        try {
            Told told = connection.read();
            if (told != null) {
                answer(connection, told);
            }
        } catch (IOException e) {
            drop(connection, e);
        }
    }

    private void answer(HttpConnection connection, Told told) throws IOException {
        Claim claim = connection.take();
        if (claim == null) {
            throw new IOException("an answer that nobody waits for");
        }
        free.add(connection);
        told.tell(claim);
        underWay.end();
    }

    /** The next claim has a new one. */
    private void drop(HttpConnection connection, Exception why) {
        open.remove(connection);
        free.remove(connection);
        connection.close();
        Claim claim = connection.take();
        if (claim != null) {
            claim.failed(why);
            underWay.end();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            selector.wakeup();
            reader.join();
            open.forEach(HttpConnection::close);
            selector.close();
        } catch (IOException e) {
            throw new CompareFailure("the HTTP client could not be closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
