package dibs.serve;

import dibs.cache.Redis;
import dibs.cache.RedisAddress;
import dibs.cache.WalletWatch;
import dibs.catalogue.CataloguePublisher;
import dibs.ledger.RowMarks;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/** What a process has that works with Redis; nothing of it where there is no Redis. */
final class RedisParts {
    private final Optional<RedisAddress> address;
    private final PartSettings settings;
    private final MeterRegistry registry;

    RedisParts(String uri, PartSettings settings, MeterRegistry registry) {
        this.address = Optional.ofNullable(uri).map(RedisAddress::parse);
        this.settings = settings;
        this.registry = registry;
    }

    /** For a front. */
    Optional<Redis> redis() {
        return address.map(at -> new Redis(at, settings.cache().redisTimeout(), registry));
    }

    /** For a sink. */
    RowMarks marks() {
        return address.<RowMarks>map(at -> new WalletWatch(at, settings.cache(), registry))
                .orElse(RowMarks.NONE);
    }

    Optional<CataloguePublisher> catalogue() {
        return address.map(at -> new CataloguePublisher(
                settings.catalogue(), at, settings.cache().names(), registry));
    }
}
