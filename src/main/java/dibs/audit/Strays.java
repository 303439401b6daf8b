package dibs.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests on another partition than their campaign's, and their copies at home: one each, of the same content.
 *
 * <p>Holds all of them, in some 200 bytes each. Thread-safe.
 */
final class Strays {
    private final Cut cut;
    private final Findings findings;
    private final long salt;
    private final Map<Place, Sent> sent = new HashMap<>();
    private final Map<Place, List<Copy>> copies = new HashMap<>();

    /** A stray, the campaign it is about, and the digest of its key and value. */
    private record Sent(String campaign, int home, long digest) {}

    /** A copy at home, with the digest of its key and value. */
    private record Copy(Place at, long digest) {}

    Strays(Cut cut, Findings findings, long salt) {
        this.cut = cut;
        this.findings = findings;
        this.salt = salt;
    }

    /** A request that is not at home. */
    synchronized void stray(Place at, byte[] key, byte[] value) {
        String campaign = new String(key, StandardCharsets.UTF_8);
        sent.put(at, new Sent(campaign, cut.requests().partitionOf(key), digest(key, value)));
    }

    /** A request at home whose header says that it stood at {@code origin}. */
    synchronized void copy(Place origin, Place at, byte[] key, byte[] value) {
        copies.computeIfAbsent(origin, o -> new ArrayList<>(1)).add(new Copy(at, digest(key, value)));
    }

    private long digest(byte[] key, byte[] value) {
        return Digest.of(value, Digest.of(key, salt));
    }

    /** Compares both; how many strays there are. */
    synchronized long check(World world) {
        sent.forEach((at, stray) -> {
            List<Copy> home = copies.getOrDefault(at, List.of());
            if (home.isEmpty() && mayBeTrimmed(stray, world)) {
                world.counts().add(Count.BEFORE_THE_LOGS_START);
            } else if (home.isEmpty() && cut.isDecided(at)) {
                findings.add(
                        Kind.STRAY_NOT_HOME_ONCE,
                        at,
                        "request at " + at + ", on a foreign partition, has no copy at home");
            }
            if (home.size() > 1) {
                findings.add(
                        Kind.STRAY_NOT_HOME_ONCE,
                        at,
                        "request at " + at + " has " + home.size() + " copies at home: "
                                + home.stream().map(Copy::at).toList());
            }
            home.stream()
                    .filter(copy -> copy.digest() != stray.digest())
                    .forEach(copy -> findings.add(
                            Kind.STRAY_NOT_HOME_ONCE,
                            at,
                            "request at " + at + " and its copy at " + copy.at() + " differ"));
        });
        copies.forEach((origin, all) -> {
            if (!sent.containsKey(origin) && !cut.requests().isGone(origin)) {
                all.forEach(copy -> findings.add(
                        Kind.STRAY_NOT_HOME_ONCE,
                        copy.at(),
                        "request at " + copy.at() + " says it was copied from " + origin
                                + ", where no such request is"));
            }
        });
        return sent.size();
    }

    /** Where a copy of it was before its partition's start: not if its campaign is recomputed and not archived. */
    private boolean mayBeTrimmed(Sent stray, World world) {
        boolean isWhole = world.campaigns().containsKey(stray.campaign())
                && !world.known().isArchived(stray.campaign());
        return cut.requests().begin(stray.home()) > 0 && !isWhole;
    }
}
