package dibs.house.offenders;

import dibs.local.DataFolder;

final class EmbeddedServerInMain {
    DataFolder folder;
}
