-- The ledger: one row per grant and per reversal, only ever added to.
create table dibs.ledger_entry (
    campaign_id      text        not null,
    user_id          text        not null,
    kind             text        not null check (kind in ('grant', 'reversal')),
    amount           bigint      not null,
    rank             bigint      not null check (rank >= 1),
    request_id       text        not null,
    decided_at       timestamptz not null,
    source_partition int         not null check (source_partition >= 0),
    source_offset    bigint      not null check (source_offset >= 0),
    recorded_at      timestamptz not null,
    primary key (campaign_id, user_id, kind),
    constraint ledger_entry_sign check ((kind = 'grant' and amount > 0) or (kind = 'reversal' and amount < 0))
);

-- A wallet: one user's rows, the newest first, and their sum from the index alone.
create index ledger_entry_wallet on dibs.ledger_entry (user_id, decided_at desc) include (amount);

-- What the ceiling counts: the rows of the last second. Only its right edge is ever touched.
create index ledger_entry_recorded_at on dibs.ledger_entry (recorded_at);

create function dibs.ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'dibs.ledger_entry is append-only: % refused', lower(tg_op);
end $$;

create trigger ledger_entry_append_only
    before update or delete or truncate on dibs.ledger_entry
    for each statement execute function dibs.ledger_is_append_only();

-- How far each partition of the grants topic is in the ledger, and who may go on. next_offset is where to read on;
-- last_offset and last_digest (SHA-256, hex) name the last record read, to recognise the topic again.
create table dibs.ledger_progress (
    partition   int         primary key check (partition >= 0),
    epoch       bigint      not null,
    next_offset bigint      not null check (next_offset >= 0),
    last_offset bigint,
    last_digest text,
    taken_at    timestamptz not null default clock_timestamp(),
    check (last_offset < next_offset)
);

-- One row for the whole cluster: whoever holds its lock writes. last_recorded_at keeps time from running backwards.
create table dibs.ledger_pace (
    only_row         boolean     primary key default true check (only_row),
    last_recorded_at timestamptz not null default '-infinity'
);
insert into dibs.ledger_pace default values;
