-- The ceiling of the sink that started last, for whoever writes without being a sink: dead letters tried again.
alter table dibs.ledger_pace add column ceiling int check (ceiling >= 1);

create function dibs.ledger_set_ceiling(p_ceiling int) returns void language sql as $$
    update dibs.ledger_pace set ceiling = p_ceiling where ceiling is distinct from p_ceiling;
$$;

-- Writes the rows of dead letters as ledger_write does, all or none, but never those of one that was written off. The
-- letters' places on p_topic and the rows they hold are given in the same order. Who retries and who writes off takes
-- the pace row's lock first, so that of the two only one happens.
-- outcome: 'written' (rows that were there before are not counted in rows_written), 'wait' or 'written_off'.
create function dibs.ledger_retry(
    p_topic text, p_letter_partition int[], p_letter_offset bigint[],
    p_campaign text[], p_user text[], p_kind text[], p_amount bigint[], p_rank bigint[], p_request text[],
    p_decided timestamptz[], p_source_partition int[], p_source_offset bigint[],
    out outcome text, out wait_ms int, out rows_written int)
language plpgsql volatile
set search_path = pg_catalog
as $$
declare
    v_ceiling int;
begin
    select ceiling into strict v_ceiling from dibs.ledger_pace for update;
    if v_ceiling is null then
        raise exception 'no ledger sink has started on this database yet, so the ceiling is not known';
    end if;
    if exists (select from dibs.written_off w
            join unnest(p_letter_partition, p_letter_offset) as l (at_partition, at_offset)
            on w.source_topic = p_topic and w.source_partition = l.at_partition and w.source_offset = l.at_offset) then
        outcome := 'written_off'; wait_ms := 0; rows_written := 0;
        return;
    end if;
    select w.outcome, w.wait_ms, w.rows_written into outcome, wait_ms, rows_written
        from dibs.ledger_write(v_ceiling, null, null, null, null, null, null, p_campaign, p_user, p_kind, p_amount,
            p_rank, p_request, p_decided, p_source_partition, p_source_offset) w;
end $$;

-- Writes dead letters of entries off, all or none; what could become of them are the rows given.
-- outcome: 'written_off', 'in_ledger' (one of them is a row) or 'not_passed' (the sink may still write one of them).
create function dibs.ledger_write_off(
    p_topic text, p_letter_partition int[], p_letter_offset bigint[],
    p_campaign text[], p_user text[], p_kind text[], p_source_partition int[], p_source_offset bigint[], p_reason text,
    out outcome text)
language plpgsql volatile
set search_path = pg_catalog
as $$
begin
    perform from dibs.ledger_pace for update;
    if exists (select from dibs.ledger_entry e
            join unnest(p_campaign, p_user, p_kind, p_source_partition, p_source_offset)
                as r (campaign_id, user_id, kind, source_partition, source_offset)
            using (campaign_id, user_id, kind, source_partition, source_offset)) then
        outcome := 'in_ledger';
    elsif exists (select from unnest(p_letter_partition, p_letter_offset) as l (at_partition, at_offset)
            left join dibs.ledger_progress g on g.partition = l.at_partition
            where g.next_offset is null or g.next_offset <= l.at_offset) then
        outcome := 'not_passed';
    else
        insert into dibs.written_off (source_topic, source_partition, source_offset, reason)
            select p_topic, l.at_partition, l.at_offset, p_reason
                from unnest(p_letter_partition, p_letter_offset) as l (at_partition, at_offset)
            on conflict do nothing;
        outcome := 'written_off';
    end if;
end $$;
