import type { Saying, SyncStatus } from '@shared/contract/sync';
import type { Say } from '../kit/say';

/** What it is, and what to do where that is said apart. */
export interface Words {
  readonly what: string;
  readonly act?: string;
}

type Params = Saying['params'];

/** The code without the room that it was told for: `sync.unreachable`, `alarm.fork` and `log.sent` all stand under one name. */
function bareOf(code: string): string {
  return code.replace(/^(sync|alarm|log)\./, '');
}

function find(t: Say, key: string, params: Params): string | undefined {
  const text: unknown = t(key, { ...params, defaultValue: '' });
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function asAlarm(t: Say, code: string, params: Params): Words | undefined {
  const what = find(t, `sharing:alarm.${code}.what`, params);
  const act = find(t, `sharing:alarm.${code}.do`, params);
  return what && act ? { what, act } : undefined;
}

function asLine(t: Say, code: string, params: Params): Words | undefined {
  const what = find(t, `sharing:said.${code}`, params);
  return what ? { what } : undefined;
}

/** Codes of other rooms, such as the store's, stand whole among the errors. */
function asError(t: Say, code: string, params: Params): Words | undefined {
  const what = find(t, `error:${code}`, params) ?? find(t, `error:sync.${bareOf(code)}`, params);
  return what ? { what } : undefined;
}

/**
 * A saying in words: first as what it was told for, then as anything else. A code that nobody wrote words for shows
 * itself, so that nothing is hidden. Devices are told by the names that `status` has for them.
 */
export function sayWords(
  t: Say,
  room: 'alarm' | 'log' | 'problem',
  { code, params }: Saying,
  status?: Pick<SyncStatus, 'devices'>,
): Words {
  const bare = bareOf(code);
  const named = withNames(params, status?.devices ?? []);
  const error = asError(t, code, named);
  const alarm = asAlarm(t, bare, named);
  const line = asLine(t, bare, named);
  const order = { alarm: [alarm, error, line], log: [line, error, alarm], problem: [error, alarm, line] }[
    room
  ];
  return order.find((one) => one !== undefined) ?? { what: t('sharing:unknown', { code }) };
}

/** Digits of a device's id that are shown where it has no name. */
const SHOWN = 8;

/** Ids of devices (`device`, and as the first half of `chain`) as names. */
function withNames(params: Params, devices: SyncStatus['devices']): Params {
  const nameOf = (id: string): string =>
    devices.find((one) => one.device === id)?.name || (/^[0-9a-f]{16,}$/.test(id) ? id.slice(0, SHOWN) : id);
  const named = { ...params };
  if (typeof params.device === 'string') named.device = nameOf(params.device);
  if (typeof params.chain === 'string') {
    const [device = '', incarnation = ''] = params.chain.split('.');
    named.chain = [nameOf(device), incarnation].filter(Boolean).join('.');
  }
  return named;
}

/** Alarms that put in doubt what is recorded, or by whom; the others want a look. */
const grave = new Set(['fork', 'otherHost', 'formerFork', 'quarantine.signature', 'quarantine.differs']);

export function isGrave({ code }: Pick<Saying, 'code'>): boolean {
  return grave.has(bareOf(code));
}

/** One line of the log; a problem by its few words, because the link it belongs to tells all of it. */
export function logText(t: Say, line: Saying, status: Pick<SyncStatus, 'devices'>): string {
  const short = find(t, `sharing:short.${bareOf(line.code)}`, line.params);
  return short ? t('sharing:state.problemWhy', { why: short }) : sayWords(t, 'log', line, status).what;
}

/** The few words of a problem for the status bar. */
export function shortProblem(t: Say, saying: Saying): string {
  return (
    find(t, `sharing:short.${bareOf(saying.code)}`, saying.params) ?? sayWords(t, 'problem', saying).what
  );
}
