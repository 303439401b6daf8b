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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All claims that are there in one transaction: the row is taken once for each campaign of the batch. */
public final class PostgresBatched extends PostgresRival {
    /** A second one gave fewer grants: they wait for the same row. */
    private static final int WRITERS = 1;

    private static final int MOST = 1_000;

    /** Answers with a number for each user, in their order: the rank, minus the rank of a repetition, or 0. */
    private static final String FUNCTION = """
            create or replace function claim_all(the_campaign text, users text[]) returns setof bigint
            language plpgsql as $$
            declare
              the_room bigint;
              the_rest bigint;
              more bigint;
            begin
              select room, remaining into the_room, the_rest from campaign where id = the_campaign for update;
              if the_rest > 0 then
                with asked as (
                  select asking, min(place) as place from unnest(users) with ordinality as a(asking, place)
                  where not exists (select from granted where campaign = the_campaign and user_id = asking)
                  group by asking order by place limit the_rest
                )
                insert into granted select the_campaign, asking, the_room - the_rest + row_number() over (order by place)
                from asked;
                get diagnostics more = row_count;
                update campaign set remaining = remaining - more where id = the_campaign;
              end if;
              return query
                select case
                    when rank is null then 0
                    when rank > the_room - the_rest and row_number() over (partition by asking order by place) = 1 then rank
                    else -rank
                  end
                from unnest(users) with ordinality as a(asking, place)
                left join granted on campaign = the_campaign and user_id = asking
                order by place;
            end $$
            """;

    private PostgresBatched(PostgresServer server) throws SQLException {
        super(server, WRITERS, FUNCTION);
    }

    public static PostgresBatched start(Path folder, Durability durability, Cpus servers) throws SQLException {
        return new PostgresBatched(PostgresServer.start(folder, durability, servers));
    }

    @Override
    public void run(Load load) throws Exception {
        Workers.inBatches(load, WRITERS, MOST, this::decide);
    }

    private List<Answer> decide(List<Claim> claims) throws SQLException {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < claims.size(); i++) {
            places.computeIfAbsent(claims.get(i).campaign(), campaign -> new ArrayList<>())
                    .add(i);
        }
        Answer[] answers = new Answer[claims.size()];
        try (Connection connection = connection()) {
            for (Map.Entry<String, List<Integer>> each : places.entrySet()) {
                decide(connection, each.getKey(), each.getValue(), claims, answers);
            }
        }
        return List.of(answers);
    }

    private static void decide(
            Connection connection, String campaign, List<Integer> places, List<Claim> claims, Answer[] answers)
            throws SQLException {
        Object[] users = places.stream().map(place -> claims.get(place).user()).toArray();
        try (PreparedStatement call = connection.prepareStatement("select claim_all(?, ?)")) {
            call.setString(1, campaign);
            call.setArray(2, connection.createArrayOf("text", users));
            try (ResultSet rows = call.executeQuery()) {
                for (int place : places) {
                    rows.next();
                    answers[place] = Answer.of(rows.getLong(1));
                }
            }
        }
    }
}
