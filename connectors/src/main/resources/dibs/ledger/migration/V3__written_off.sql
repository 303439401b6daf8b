-- Entries that an operator decided shall never become rows: where the record stood, why, and when. Only ever added to.
create table dibs.written_off (
    source_topic     text        not null,
    source_partition int         not null check (source_partition >= 0),
    source_offset    bigint      not null check (source_offset >= 0),
    reason           text        not null,
    written_off_at   timestamptz not null default clock_timestamp(),
    primary key (source_topic, source_partition, source_offset)
);
