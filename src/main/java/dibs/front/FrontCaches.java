package dibs.front;

import dibs.cache.CacheSettings;
import dibs.cache.Redis;
import dibs.cache.Wallets;
import java.util.Optional;

/**
 * What a front reads from beside the stores.
 *
 * @param redis empty where there is none
 */
public record FrontCaches(Optional<Redis> redis, CacheSettings settings, Wallets wallets) {}
