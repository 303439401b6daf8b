-- The ceiling holds whatever is done to the database's clock, and no longer by keeping time from running backwards: after
-- the clock had been ahead, that held every row back until it had caught up.
--
-- Why no half-open second [w, w + 1 s) over recorded_at ever holds more than the ceiling: the pace row's lock puts all
-- batches in one order. Take any such window and the last batch in that order whose recorded_at lies in it, at t. Every
-- other row of the window was committed before, and lies less than a second before or after t: so it was counted here,
-- and count + n was within the ceiling.
-- Each statement of a volatile function sees what was committed before it began, thus all of the lock's former holders.
--
-- Arguments and outcomes are those of V2.
create or replace function dibs.ledger_write(
    p_ceiling int,
    p_partition int, p_epoch bigint, p_expected bigint, p_next bigint, p_last bigint, p_digest text,
    p_campaign text[], p_user text[], p_kind text[], p_amount bigint[], p_rank bigint[], p_request text[],
    p_decided timestamptz[], p_source_partition int[], p_source_offset bigint[],
    out outcome text, out wait_ms int, out rows_written int, out holder_epoch bigint)
language plpgsql volatile
-- Plans kept from when the table was small must not scan it once it is large.
set enable_seqscan = off
set search_path = pg_catalog
as $$
declare
    v_rows   constant int := cardinality(p_campaign);
    v_offset bigint;
    v_at     timestamptz;
    v_count  bigint;
    v_free   timestamptz;
    v_bad    text;
begin
    outcome := 'written'; wait_ms := 0; rows_written := 0; holder_epoch := p_epoch;
    if v_rows > p_ceiling then
        raise exception 'a batch of % rows can never pass a ceiling of % a second', v_rows, p_ceiling;
    end if;

    perform from dibs.ledger_pace for update;
    v_at := clock_timestamp();

    if p_partition is not null then
        select epoch, next_offset into holder_epoch, v_offset
            from dibs.ledger_progress where partition = p_partition for update;
        if holder_epoch is distinct from p_epoch or v_offset is distinct from p_expected then
            outcome := 'fenced';
            return;
        end if;
    end if;

    if v_rows > 0 then
        select count(*) into v_count from dibs.ledger_entry
            where recorded_at > v_at - interval '1 second' and recorded_at < v_at + interval '1 second';
        if v_count + v_rows > p_ceiling then
            -- The row that has to grow a second old before this batch fits.
            select recorded_at into strict v_free from dibs.ledger_entry
                where recorded_at > v_at - interval '1 second' and recorded_at < v_at + interval '1 second'
                order by recorded_at offset v_count + v_rows - p_ceiling - 1 limit 1;
            outcome := 'wait';
            wait_ms := least(60000, greatest(1,
                ceil(extract(epoch from v_free + interval '1 second' - clock_timestamp()) * 1000)));
            return;
        end if;

        insert into dibs.ledger_entry (campaign_id, user_id, kind, amount, rank, request_id, decided_at,
                source_partition, source_offset, recorded_at)
            select b.*, v_at from unnest(p_campaign, p_user, p_kind, p_amount, p_rank, p_request, p_decided,
                p_source_partition, p_source_offset) as b
            on conflict (campaign_id, user_id, kind) do nothing;
        get diagnostics rows_written = row_count;

        if rows_written < v_rows then
            select format('%s of %s in %s', b.kind, b.user_id, b.campaign_id) into v_bad
                from unnest(p_campaign, p_user, p_kind, p_amount, p_rank, p_request, p_decided,
                    p_source_partition, p_source_offset) as b (campaign_id, user_id, kind, amount, rank,
                    request_id, decided_at, source_partition, source_offset)
                join dibs.ledger_entry e using (campaign_id, user_id, kind)
                where (e.amount, e.rank, e.request_id, e.decided_at, e.source_partition, e.source_offset)
                    is distinct from
                    (b.amount, b.rank, b.request_id, b.decided_at, b.source_partition, b.source_offset)
                limit 1;
            if found then
                raise exception 'the ledger already holds another %', v_bad using errcode = 'DBCNF';
            end if;
        end if;

        select format('%s in %s', b.user_id, b.campaign_id) into v_bad
            from unnest(p_campaign, p_user, p_kind, p_amount, p_rank)
                as b (campaign_id, user_id, kind, amount, rank)
            where b.kind = 'reversal' and not exists (
                select from dibs.ledger_entry g
                    where g.campaign_id = b.campaign_id and g.user_id = b.user_id and g.kind = 'grant'
                    and g.rank = b.rank and g.amount = -b.amount)
            limit 1;
        if found then
            raise exception 'reversal without its grant: %', v_bad using errcode = 'DBREV';
        end if;

    end if;

    if p_partition is not null then
        update dibs.ledger_progress set next_offset = p_next, last_offset = p_last, last_digest = p_digest
            where partition = p_partition;
    end if;
end $$;

alter table dibs.ledger_pace drop column last_recorded_at;
