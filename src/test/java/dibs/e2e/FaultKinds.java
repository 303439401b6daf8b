package dibs.e2e;

import dibs.local.Network;
import dibs.local.SecuredCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** What happens to servers, instances, networks and clocks; each is undone before the call is over. Used by one thread. */
final class FaultKinds {
    /** Longer than a session of a broker or an instance, so that others take over. */
    private static final Duration CUT = Duration.ofSeconds(10);

    private static final int STEP_SECONDS = 600;

    private final Installation installation;
    private final SecuredCluster servers;
    private final Network network;
    private final Fleet fleet;
    private final Map<String, Fault> all;

    /** Done, and undone, to the broker or the instance of that number. */
    private interface Fault {
        void befall(int which) throws Exception;
    }

    FaultKinds(Installation installation, Fleet fleet) {
        this.installation = installation;
        this.servers = installation.servers();
        this.network = servers.network();
        this.fleet = fleet;
        this.all = all();
    }

    /** In the order of docs/operations.md. */
    Set<String> kinds() {
        return all.keySet();
    }

    /** Takes as long as the fault lasts. */
    void befall(String kind, int which) throws Exception {
        all.get(kind).befall(which);
    }

    private Map<String, Fault> all() {
        Map<String, Fault> all = new LinkedHashMap<>();
        all.put("a broker killed, and started again", which -> {
            servers.kafka().kill(which);
            servers.kafka().restart(which);
        });
        all.put("a broker's power lost, and back at once", which -> {
            servers.cutPower(which);
            servers.kafka().restart(which);
        });
        all.put("a broker stopped, and started again", which -> {
            servers.kafka().stop(which);
            servers.kafka().restart(which);
        });
        all.put("a broker that stands still for 10 s", which -> {
            servers.kafka().pause(which);
            last(CUT);
            servers.kafka().resume(which);
        });
        all.put("a broker cut off for 10 s", which -> cutOff(SecuredCluster.broker(which)));
        all.put(
                "two brokers cut from each other for 10 s",
                which -> part(
                        SecuredCluster.broker(which), SecuredCluster.broker((which + 1) % SecuredCluster.BROKERS)));
        all.put("a broker's clock 10 min ahead, and right again", which -> step(SecuredCluster.broker(which), 1));
        all.put("a broker's clock 10 min behind, and right again", which -> step(SecuredCluster.broker(which), -1));
        all.put("an instance killed, and started again", which -> fleet.kill(which));
        all.put("an instance restarted as operators should", which -> fleet.restartOutOfSight(which));
        all.put("an instance that stands still for 8 s", which -> fleet.pause(which));
        all.put("an instance replaced by one on an empty folder", which -> fleet.replace(which));
        all.put("an instance cut off for 10 s", which -> cutOff(instance(which)));
        all.put(
                "an instance cut from a broker for 10 s",
                which -> part(instance(which), SecuredCluster.broker((which + 1) % SecuredCluster.BROKERS)));
        all.put(
                "two instances cut from each other for 10 s",
                which -> part(
                        instance(which),
                        instance((which + 1) % fleet.instances().size())));
        all.put("an instance's clock 10 min ahead, and right again", which -> {
            step(instance(which), 1);
            fleet.startAgainOnceEnded(which);
        });
        all.put("PostgreSQL killed, and started again", which -> {
            servers.killDatabase();
            servers.startDatabase();
        });
        all.put("PostgreSQL's power lost, and back at once", which -> {
            servers.cutPowerOfDatabase();
            servers.startDatabase();
        });
        all.put("PostgreSQL cut off for 10 s", which -> cutOff("db"));
        all.put("Redis killed, and started again, empty", which -> {
            servers.killRedis();
            servers.startRedis();
        });
        return all;
    }

    private String instance(int which) {
        return installation.machine(fleet.instances().get(which));
    }

    private void cutOff(String machine) throws Exception {
        network.unplug(machine);
        last(CUT);
        network.plug(machine);
    }

    private void part(String one, String other) throws Exception {
        network.part(one, other);
        last(CUT);
        network.join(one, other);
    }

    private void step(String machine, int direction) throws Exception {
        network.setClock(machine, direction * STEP_SECONDS);
        last(CUT);
        network.setClock(machine, 0);
        last(CUT);
    }

    /** A fault has to last; nothing says when it did. */
    private static void last(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
