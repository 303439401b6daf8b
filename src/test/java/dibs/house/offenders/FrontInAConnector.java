package dibs.house.offenders;

import dibs.serve.Role;

final class FrontInAConnector {
    Role role;
}
