/** What a client asks `requests` for. Dates are ISO instants. */
export interface RequestsQuestion {
  readonly ids: readonly string[];
  readonly services: readonly string[];
  readonly statuses: readonly ('open' | 'closed')[];
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly street: string | undefined;
  readonly page: number;
  readonly size: number;
}

/** A question that cannot be answered as it was asked: HTTP status and words for whoever wrote the client. */
export class BadQuestion extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'BadQuestion';
  }
}

/** Most requests in one answer, and as many where the client does not say (GeoReport v2: at most 1000 unless paged). */
export const MAX_PAGE = 1000;
/** Without dates a client gets the last 90 days, and between two dates there may lie no more (GeoReport v2). */
export const MAX_DAYS = 90;
const DAY_MS = 86_400_000;
const MAX_LIST = 200;
const MAX_ROWS = 1_000_000;
/** Of one value, in characters; a list may have more of them. */
const MAX_VALUE = 100;
/** Years that a date may have: what a database and a calendar agree about. */
const YEARS = { first: 1970, last: 2200 } as const;

/** A control character, or half of a pair: no text that a database holds. */
const UNREADABLE = /[\p{Cc}\p{Cs}]/u;

/** The same parameters, each of them text. @throws BadQuestion */
export function readable(query: URLSearchParams): URLSearchParams {
  for (const [name, value] of query) {
    const what = UNREADABLE.test(name) || name.length > MAX_VALUE ? 'a parameter' : name;
    if (what !== name || UNREADABLE.test(value))
      throw new BadQuestion(400, `${what} holds control characters`);
    if (value.split(',').some((one) => one.length > MAX_VALUE))
      throw new BadQuestion(400, `${what} holds a value of more than ${MAX_VALUE} characters`);
  }
  return query;
}

/** Read the parameters of GET requests (GeoReport v2, with `page` and `page_size`). `nowMs`: the server's time. @throws BadQuestion */
export function readQuestion(query: URLSearchParams, nowMs: number): RequestsQuestion {
  const ids = list(query, 'service_request_id');
  const start = date(query, 'start_date');
  const end = date(query, 'end_date');
  const size = whole(query, 'page_size', MAX_PAGE, MAX_PAGE);
  const bounds = boundsOf(start, end, nowMs);
  return {
    ids,
    services: list(query, 'service_code'),
    statuses: list(query, 'status').map(statusOf),
    // Who asks for requests by their numbers gets them whatever their age.
    ...(ids.length > 0 && !start && !end ? { start: undefined, end: undefined } : bounds),
    street: query.get('jurisdiction_id') || undefined,
    page: whole(query, 'page', 1, Math.floor(MAX_ROWS / size)),
    size,
  };
}

function boundsOf(start: number | undefined, end: number | undefined, nowMs: number) {
  if (start !== undefined && end !== undefined && end < start)
    throw new BadQuestion(400, 'end_date lies before start_date');
  const span = MAX_DAYS * DAY_MS;
  if (start !== undefined && end !== undefined && end - start > span)
    throw new BadQuestion(400, `between start_date and end_date lie more than ${MAX_DAYS} days`);
  const to = end ?? (start === undefined ? nowMs : start + span);
  const from = start ?? to - span;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { start: iso(from), end: end === undefined && start === undefined ? undefined : iso(to) };
}

function list(query: URLSearchParams, name: string): string[] {
  const values = (query.get(name) ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (values.length > MAX_LIST) throw new BadQuestion(400, `${name} names more than ${MAX_LIST}`);
  return values;
}

function statusOf(text: string): 'open' | 'closed' {
  if (text !== 'open' && text !== 'closed')
    throw new BadQuestion(400, `status is open or closed, not ${text}`);
  return text;
}

const W3C = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** A date as W3C writes it: a day (in Beijing), or a time with its offset. Epoch ms. */
function date(query: URLSearchParams, name: string): number | undefined {
  // A plus sign that a client forgot to encode arrives as a blank.
  const text = query.get(name)?.trim().replace(' ', '+');
  if (!text) return undefined;
  const whole = text.length === 10 ? `${text}T00:00:00+08:00` : text;
  const ms = W3C.test(text) && isDay(text.slice(0, 10)) ? Date.parse(whole) : Number.NaN;
  if (Number.isNaN(ms)) throw new BadQuestion(400, `${name} is no date such as 2024-12-31T16:00:00+08:00`);
  return ms;
}

/** A day of the calendar: without 31 February, which would be taken for a day of March. */
function isDay(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const ms = Date.parse(`${text}T00:00:00Z`);
  const real = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  return real && year >= YEARS.first && year <= YEARS.last;
}

function whole(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new BadQuestion(400, `${name} is a whole number from 1 to ${most}`);
  return value;
}
