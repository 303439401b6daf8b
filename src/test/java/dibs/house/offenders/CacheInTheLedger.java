package dibs.house.offenders;

import dibs.cache.Source;

final class CacheInTheLedger {
    Source source;
}
