import type { CaseState } from '@shared/domain/case/evolve';
import type { Commit, Fact } from '@shared/domain/envelope';
import type { ReportState } from '@shared/domain/report/state';
import type pg from 'pg';
import { encodeLine } from '../../../src/main/store/journal/line';

const CHUNK = 500;
const SIGNATURE = Buffer.alloc(64, 7);

/** Put commits of chains into the hub as its administrator: what a push does, without the keys. In the order of each chain. */
export async function pushAll(admin: pg.Client, street: string, commits: readonly Commit[]): Promise<void> {
  const chains = new Map<string, Commit[]>();
  for (const commit of commits) {
    const chain = `${commit.device}.${commit.incarnation}`;
    const list = chains.get(chain);
    if (list) list.push(commit);
    else chains.set(chain, [commit]);
  }
  for (const list of chains.values()) {
    list.sort((a, b) => a.seq - b.seq);
    for (let at = 0; at < list.length; at += CHUNK) await insert(admin, street, list.slice(at, at + CHUNK));
  }
}

async function insert(admin: pg.Client, street: string, commits: readonly Commit[]): Promise<void> {
  const lines = commits.map((commit) => Buffer.from(encodeLine(commit)));
  await admin.query(
    `INSERT INTO xiuhua.commit (street, device, incarnation, seq, bytes, signature)
     SELECT $1, d, i, s, b, CASE WHEN n = $6 THEN $5::bytea END
     FROM unnest($2::text[], $3::int[], $4::int[], $7::bytea[]) WITH ORDINALITY AS u(d, i, s, b, n)`,
    [
      street,
      commits.map(({ device }) => device),
      commits.map(({ incarnation }) => incarnation),
      commits.map(({ seq }) => seq),
      SIGNATURE,
      commits.length,
      lines,
    ],
  );
}

/** Commits as if a station had written these facts. */
export function commitsOf(facts: readonly Fact[]): Commit[] {
  const commits = new Map<number, Commit>();
  for (const fact of facts) {
    const { device, incarnation, seq, hlc, actor, recordedAt, cause, onBehalfOf, via } = fact;
    const { stream, type, v, rank, basis, at, data } = fact;
    const known = commits.get(seq);
    const event = { stream, type, v, rank, basis, at, data };
    if (known) known.events.push(event);
    else
      commits.set(seq, {
        ...{ device, incarnation, seq, hlc, actor, recordedAt, cause, onBehalfOf, via },
        id: `${device}-command-${seq}`,
        prev: '0'.repeat(64),
        events: [event],
      });
  }
  return JSON.parse(JSON.stringify([...commits.values()])) as Commit[];
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What the district's fold knows of a case, from the program's own. */
export function caseOf(state: CaseState): unknown {
  const { classRef, place, merged } = state;
  return json({
    no: state.no,
    other_nos: state.otherNos ?? [],
    channel: state.channel,
    appeal_kind: state.appealKind ?? null,
    class_scheme: classRef?.scheme ?? null,
    class_code: classRef?.code ?? null,
    class_name: state.className ?? null,
    grid: place.gridCode ?? null,
    community: place.communityCode ?? null,
    lon: place.lon ?? null,
    lat: place.lat ?? null,
    priority: state.priority,
    follows: state.follows ?? null,
    cause: state.cause ?? null,
    stage: state.stage,
    filed_at: state.filedAt,
    lead: state.lead ?? null,
    assigned_at: state.assignedAt ?? null,
    handled_at: state.handledAt ?? null,
    checked_at: state.checkedAt ?? null,
    closed_at: state.closedAt ?? null,
    close_kind: state.closeKind ?? null,
    reply: state.reply ?? null,
    parts: state.parts.map(({ task: _task, note: _note, ...part }) => part),
    returns: state.returns.map(({ unit, reason, at }) => ({ unit, reason, at })),
    leads: state.choices.map(({ unit, at }) => ({ unit, at })),
    reworks: state.reworks,
    reopens: state.reopens,
    holds: state.holds,
    urges: state.urges,
    supervisions: state.supervisions.map(({ text: _text, by: _by, answer: _answer, ...one }) => one),
    ask: wordless(state.ask),
    extensions: state.extensions,
    hold_from: state.hold?.from ?? null,
    hold_until: state.hold?.until ?? null,
    merged: merged ? { ...merged, ask: wordless(merged.ask) ?? undefined } : null,
    clocks: state.clocks,
    updated_at: state.lastAt,
    disputed: (state.conflicts ?? []).length > 0,
  });
}

function wordless(ask: CaseState['ask']): unknown {
  if (!ask) return null;
  const { reason: _reason, ...rest } = ask;
  return rest;
}

/** What the district's fold knows of a report, from the program's own. */
export function reportOf(state: ReportState): unknown {
  const { classRef, place, verification, refusal, caller } = state;
  return json({
    channel: state.channel,
    outside_no: state.outsideNo ?? null,
    root_no: state.rootNo ?? null,
    appeal_kind: state.appealKind ?? null,
    class_scheme: classRef?.scheme ?? null,
    class_code: classRef?.code ?? null,
    grid: place.gridCode ?? null,
    community: place.communityCode ?? null,
    lon: place.lon ?? null,
    lat: place.lat ?? null,
    cause: state.cause ?? null,
    status: state.status,
    received_at: state.receivedAt,
    recorded_at: state.recordedAt,
    case_id: state.caseId ?? null,
    linked_at: state.linkedAt ?? null,
    outside: state.outside ?? null,
    intake: state.intake,
    intake_ran: state.intakeRan,
    verification: verification
      ? {
          how: verification.how,
          grant: verification.grant,
          sentAt: verification.sentAt,
          doneAt: verification.doneAt,
          real: verification.real,
        }
      : null,
    refusal: refusal ? { kind: refusal.kind, reply: refusal.reply } : null,
    replied_at: state.reply?.at ?? null,
    call_backs: state.callBacks.map(({ note: _note, by: _by, ...one }) => one),
    reopens: state.reopens,
    reopened_at: state.reopenedAt ?? null,
    sheet_state: state.sheet?.state ?? null,
    answerable: caller?.callable === true && !caller.wishes.includes('noReply'),
    disputed: (state.conflicts ?? []).length > 0,
  });
}

/** All folded cases and reports of a street as the hub has them, by id. */
export async function foldedOf(admin: pg.Client, street: string): Promise<Map<string, unknown>> {
  const { rows } = await admin.query<{ id: string; fold: unknown; problem: string | null }>(
    `SELECT id, to_jsonb(c) - '{street,id,problem,handled_on_time,clock,due_at,yellow_at}'::text[] AS fold, problem
     FROM xiuhua.district_case c WHERE street = $1
     UNION ALL SELECT id, (to_jsonb(r) - '{street,id,problem,owes_reply}'::text[]) #- '{refusal,at}', problem
     FROM xiuhua.district_report r WHERE street = $1`,
    [street],
  );
  return new Map(rows.map(({ id, fold, problem }) => [id, problem ?? fold]));
}
