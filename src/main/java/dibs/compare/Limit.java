package dibs.compare;

import java.util.List;

/**
 * What a claim costs at least: the same clients, and a server that answers without deciding. Nothing is stored, so there
 * is nothing that could be wrong.
 */
final class Limit implements Contender {
    private final Before before;
    private final Claims claims;
    private final AutoCloseable clients;

    /** What is done before a load. */
    private interface Before {
        void run() throws Exception;
    }

    /** Makes all claims of a load. */
    private interface Claims {
        void run(Load load) throws Exception;
    }

    private Limit(Before before, Claims claims, AutoCloseable clients) {
        this.before = before;
        this.claims = claims;
        this.clients = clients;
    }

    static Limit of(KafkaClaims claims) {
        return new Limit(() -> {}, claims::run, claims);
    }

    static Limit of(HttpClaims claims) {
        return new Limit(claims::renew, claims::run, claims);
    }

    @Override
    public void open(String campaign, long grants) throws Exception {
        // The campaign's name says what is answered: see SampleAnswers.
        before.run();
    }

    @Override
    public void run(Load load) throws Exception {
        claims.run(load);
    }

    @Override
    public List<Grant> grants(String campaign) {
        throw new UnsupportedOperationException("a limit stores no grants");
    }

    @Override
    public void killAndRestart() {
        throw new UnsupportedOperationException("a limit decides nothing");
    }

    @Override
    public void close() {
        try {
            clients.close();
        } catch (Exception e) {
            throw new CompareFailure("a limit's clients could not be closed", e);
        }
    }
}
