package dibs.compare.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dibs.compare.Contender;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What all contenders in PostgreSQL have in common: a row for each campaign and each grant, and a function that decides. */
abstract class PostgresRival implements Contender {
    /** The campaign's row changes with every grant: room on its page keeps the index out of it. */
    private static final String TABLES = """
            create table if not exists campaign (
              id text primary key, room bigint not null, remaining bigint not null check (remaining >= 0)
            ) with (fillfactor = 10);
            create table if not exists granted (
              campaign text not null, user_id text not null, rank bigint not null, primary key (campaign, user_id)
            );
            """;

    private final PostgresServer server;
    private final HikariDataSource pool;

    PostgresRival(PostgresServer server, int connections, String function) throws SQLException {
        this.server = server;
        this.pool = server.connect(connections);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
            statement.execute(function);
        }
    }

    final Connection connection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void open(String campaign, long grants) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement insert = connection.prepareStatement("insert into campaign values (?, ?, ?)")) {
            insert.setString(1, campaign);
            insert.setLong(2, grants);
            insert.setLong(3, grants);
            insert.executeUpdate();
        }
    }

    @Override
    public List<Grant> grants(String campaign) throws SQLException {
        List<Grant> grants = new ArrayList<>();
        try (Connection connection = connection();
                PreparedStatement query =
                        connection.prepareStatement("select user_id, rank from granted where campaign = ?")) {
            query.setString(1, campaign);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    grants.add(new Grant(rows.getString(1), rows.getLong(2)));
                }
            }
        }
        return grants;
    }

    @Override
    public void killAndRestart() throws IOException {
        server.killAndRestart();
    }

    @Override
    public void close() {
        pool.close();
        server.close();
    }
}
