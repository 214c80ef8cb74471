import { existsSync, readFileSync } from 'node:fs';
import { foldAll } from '@shared/domain/fold';
import { digest } from '../../src/main/store/projection/compare';
import type { Store } from '../../src/main/store/service/store';
import { conflictsAt, streamsOf } from './commands';
import type { Site } from './site';

type Seen = Readonly<Record<string, string>>;

/** A value as text, the same whatever the order in which its fields were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** Everything that must be the same at every station, by what it is called. */
function seenBy(store: Store): Seen {
  const {
    head: _h,
    commits: _c,
    stream_commits: _s,
    twin_streams: _t,
    ...tables
  } = digest(store.projection.db);
  const { db } = store.projection;
  const states = streamsOf(store).map((stream) => {
    const { state, rank, heads } = store.reader.load(stream);
    return [`state of ${stream}`, canonical({ state, rank, heads })];
  });
  return {
    ...Object.fromEntries(Object.entries(tables).map(([table, hash]) => [`table ${table}`, hash])),
    ...Object.fromEntries(states),
    commits: JSON.stringify(
      db.all(
        `SELECT id, device, incarnation, seq FROM commits LEFT JOIN chains USING (cid) WHERE instr(id, '#')=0 ORDER BY id`,
      ),
    ),
    places: JSON.stringify(
      db.all(
        'SELECT s.id AS stream, c.id FROM stream_commits JOIN streams s USING (sid) JOIN commits c USING (pos) ORDER BY 1, 2',
      ),
    ),
    conflicts: canonical(conflictsAt(store)),
  };
}

/** Where a station stands, which must outlast its closing. */
async function standOf({ sharing, chainHead }: Store): Promise<Seen> {
  const { device, incarnation, vector } = await sharing.state();
  // The first commit of an incarnation may hold the hash of any before it.
  return { stand: canonical({ device, incarnation, vector, head: chainHead.seq === 0 ? '' : chainHead }) };
}

/** What does not hold at the end: of each station by itself, and of all against the first. */
export async function differencesOf(sites: readonly Site[], mustHave: readonly string[]): Promise<string[]> {
  const findings: string[] = [];
  const seen = new Map<Site, Seen>();
  for (const site of sites) {
    findings.push(...(await wrongWith(site, mustHave)).map((one) => `${site.name}: ${one}`));
    const before = { ...seenBy(site.store), ...(await standOf(site.store)) };
    seen.set(site, seenBy(site.store));
    await site.close();
    await site.open();
    findings.push(
      ...compare(before, { ...seenBy(site.store), ...(await standOf(site.store)) }).map(
        (one) => `${site.name} opened anew: ${one}`,
      ),
    );
  }
  const [first, ...others] = sites;
  for (const other of others)
    findings.push(
      ...compare((first && seen.get(first)) ?? {}, seen.get(other) ?? {}).map(
        (one) => `${first?.name} and ${other.name}: ${one}`,
      ),
    );
  return findings;
}

function compare(a: Seen, b: Seen): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => a[name] !== b[name])
    .map((name) => `${name} differs:${difference(a[name] ?? '', b[name] ?? '')}`);
}

/** The first place where two texts part. */
function difference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const cut = (text: string): string => text.slice(Math.max(0, at - 200), at + 200);
  return `\n      ${cut(a)}\n      ${cut(b)}`;
}

async function wrongWith(site: Site, mustHave: readonly string[]): Promise<string[]> {
  const { store, folder } = site;
  const { damages, differs } = await folder.prove(store);
  const wrong = [
    ...damages.map((one) => `damage ${JSON.stringify(one)}`),
    ...differs.map((table) => `table ${table} is not as rebuilt`),
    ...wrongFolds(store),
    ...(await wrongKeys(store)),
  ];
  const lost = mustHave.filter((id) => !isEffective(store, id));
  if (lost.length > 0) wrong.push(`acknowledged and lost: ${lost.join(', ')}`);
  const aside = existsSync(`${folder.dataDir}/reissue.json`)
    ? readFileSync(`${folder.dataDir}/reissue.json`, 'utf8')
    : '';
  if (aside) wrong.push(`a re-issue was not ended: ${aside}`);
  return wrong;
}

/** A command counts: its commit is indexed under its id, and in its streams. */
function isEffective(store: Store, id: string): boolean {
  const sql = 'SELECT count(*) FROM commits JOIN stream_commits USING (pos) WHERE id=?';
  return store.projection.db.number(sql, [id]) > 0;
}

/** Streams whose state is not what all of their events say, or in which a command happened twice. */
function wrongFolds(store: Store): string[] {
  return streamsOf(store).flatMap((stream) => {
    const facts = store.reader.facts(stream);
    const anew = foldAll(facts);
    const { state, rank, heads } = store.reader.load(stream);
    const same =
      canonical({ state, rank, heads }) ===
      canonical({ state: anew.state, rank: anew.rank, heads: anew.heads });
    const refs = new Set(facts.map(({ ref }) => ref));
    return [
      ...(same ? [] : [`${stream} is not as folded anew`]),
      ...(refs.size === facts.length ? [] : [`${stream} has an event twice`]),
    ];
  });
}

/** Keys that are still asked for, and what is sealed and cannot be opened though nobody erased it, or can though somebody did. */
async function wrongKeys(store: Store): Promise<string[]> {
  const wanted = await store.sharing.wantedKeys();
  const erased = new Set(await store.sharing.erasedKeys());
  const sealed = streamsOf(store).flatMap((stream) =>
    store.reader
      .facts(stream)
      .flatMap((fact) => (fact.sealed ? [{ ref: fact.ref, sealed: fact.sealed }] : [])),
  );
  const shut = sealed.flatMap(({ ref, sealed }) => {
    const opens = opensWith(store, sealed);
    if (opens === !erased.has(sealed.key)) return [];
    return [`${ref} sealed under ${sealed.key} ${opens ? 'opens though erased' : 'does not open'}`];
  });
  return [...(wanted.length > 0 ? [`keys still wanted: ${wanted.join(', ')}`] : []), ...shut];
}

function opensWith({ keys }: Store, sealed: { key: string; box: string }): boolean {
  try {
    return keys?.open(sealed) !== undefined;
  } catch {
    return false;
  }
}
