package dibs.compare.postgres;

import dibs.compare.Answer;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load;
import dibs.compare.Load.Claim;
import dibs.compare.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One transaction for each claim, all of which take turns on the campaign's row.
 *
 * <p>It is one call of a function, so that the row is not held while something travels. Who has a grant or comes when all
 * is given is told so without the row.
 */
public final class PostgresHotRow extends PostgresRival {
    /** The best of 2 to 64, on two processors. */
    private static final int CONNECTIONS = 4;

    /** Answers with one number: the rank, minus the rank of a repetition, or 0. */
    private static final String FUNCTION = """
            create or replace function claim(the_campaign text, the_user text) returns bigint language plpgsql as $$
            declare
              the_rank bigint;
            begin
              select -rank into the_rank from granted where campaign = the_campaign and user_id = the_user;
              if found then
                return the_rank;
              end if;
              perform from campaign where id = the_campaign and remaining > 0;
              if not found then
                return 0;
              end if;
              update campaign set remaining = remaining - 1 where id = the_campaign and remaining > 0
                returning room - remaining into the_rank;
              if found then
                insert into granted values (the_campaign, the_user, the_rank) on conflict do nothing;
                if found then
                  return the_rank;
                end if;
                -- The same user was faster meanwhile; the row is still ours, so no rank is missing.
                update campaign set remaining = remaining + 1 where id = the_campaign;
              end if;
              select -rank into the_rank from granted where campaign = the_campaign and user_id = the_user;
              return coalesce(the_rank, 0);
            end $$
            """;

    private PostgresHotRow(PostgresServer server) throws SQLException {
        super(server, CONNECTIONS, FUNCTION);
    }

    public static PostgresHotRow start(Path folder, Durability durability, Cpus servers) throws SQLException {
        return new PostgresHotRow(PostgresServer.start(folder, durability, servers));
    }

    @Override
    public void run(Load load) throws Exception {
        Workers.oneByOne(load, Math.min(CONNECTIONS, load.inFlight()), this::decide);
    }

    private Answer decide(Claim claim) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement call = connection.prepareStatement("select claim(?, ?)")) {
            call.setString(1, claim.campaign());
            call.setString(2, claim.user());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return Answer.of(row.getLong(1));
            }
        }
    }
}
