package dibs.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Rows on their way to the database as one array for each column, in the order its functions take them. */
final class EntryArrays {
    private EntryArrays() {}

    /** Binds all nine columns, from parameter {@code first} on. */
    static void bind(PreparedStatement statement, int first, List<LedgerEntry> rows) throws SQLException {
        bindKey(statement, first, rows);
        bind(statement, first + 3, "bigint", rows, LedgerEntry::amount);
        bind(statement, first + 4, "bigint", rows, LedgerEntry::rank);
        bind(statement, first + 5, "text", rows, LedgerEntry::requestId);
        bind(
                statement,
                first + 6,
                "timestamptz",
                rows,
                entry -> entry.decidedAt().toString());
        bind(statement, first + 7, "int", rows, LedgerEntry::sourcePartition);
        bind(statement, first + 8, "bigint", rows, LedgerEntry::sourceOffset);
    }

    /** Binds the five columns that tell a row from every other, from parameter {@code first} on. */
    static void bindIdentity(PreparedStatement statement, int first, List<LedgerEntry> rows) throws SQLException {
        bindKey(statement, first, rows);
        bind(statement, first + 3, "int", rows, LedgerEntry::sourcePartition);
        bind(statement, first + 4, "bigint", rows, LedgerEntry::sourceOffset);
    }

    private static void bindKey(PreparedStatement statement, int first, List<LedgerEntry> rows) throws SQLException {
        bind(statement, first, "text", rows, LedgerEntry::campaign);
        bind(statement, first + 1, "text", rows, LedgerEntry::user);
        bind(statement, first + 2, "text", rows, entry -> entry.kind().text);
    }

    /** Binds one value of each element as an array. */
    static <T> void bind(
            PreparedStatement statement, int index, String type, List<T> elements, Function<T, Object> value)
            throws SQLException {
        Object[] values = elements.stream().map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
