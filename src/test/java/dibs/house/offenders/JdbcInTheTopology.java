package dibs.house.offenders;

import java.sql.Connection;

final class JdbcInTheTopology {
    Connection database;
}
