import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runningClock } from '@shared/domain/case/evolve';
import { test } from 'vitest';
import { DEMO_NOW, DEMO_SEED, demoPlan } from './plan';
import { MemoryStore, memoryIds } from './testing/memory';

const read = (p: string) => readFileSync(resolve('resources', p), 'utf8');
const count = (xs: string[]) => {
  const m: Record<string, number> = {};
  for (const x of xs) m[x] = (m[x] ?? 0) + 1;
  return JSON.stringify(Object.fromEntries(Object.entries(m).sort((a, b) => b[1] - a[1])));
};
test('probe', () => {
  let t = performance.now();
  const m0 = process.memoryUsage().heapUsed;
  const plan = demoPlan(read, DEMO_SEED, memoryIds);
  const items = [...plan];
  console.log(
    'plan ms',
    Math.round(performance.now() - t),
    'items',
    items.length,
    'MB',
    Math.round((process.memoryUsage().heapUsed - m0) / 1e6),
  );
  t = performance.now();
  [...demoPlan(read, DEMO_SEED, memoryIds)];
  console.log('again ms', Math.round(performance.now() - t));
  console.log(count(items.map((i) => i.envelope.command.type)));
  const store = new MemoryStore(read);
  t = performance.now();
  for (const i of items) store.run(i);
  console.log('run ms', Math.round(performance.now() - t), 'facts', store.facts.length);
  console.log(
    'refused',
    store.refused.length,
    count(store.refused.map((r) => r.code + ' ' + r.item.envelope.command.type)),
    JSON.stringify(store.refused[0]),
  );
  const reports = store.reports(),
    cases = store.cases();
  console.log(
    'reports',
    reports.length,
    count(reports.map((r) => r.channel)),
    count(reports.map((r) => r.status)),
  );
  console.log(
    'cases',
    cases.length,
    count(cases.map((c) => c.stage)),
    count(cases.map((c) => c.closeKind ?? '-')),
  );
  const open = cases.filter((c) => c.stage !== 'closed' && c.stage !== 'void');
  const outside = new Map<string, string>();
  for (const r of reports)
    if (r.status === 'linked' && r.caseId && r.outside) {
      const o = outside.get(r.caseId);
      if (!o || r.outside.due < o) outside.set(r.caseId, r.outside.due);
    }
  const due = (c: (typeof cases)[0]) =>
    [runningClock(c)?.grant.due, outside.get(c.id)].filter((x): x is string => !!x).sort()[0];
  const over = open.filter((c) => (due(c) ?? '9') < DEMO_NOW);
  console.log(
    'open',
    open.length,
    'overdue',
    over.length,
    over.map((c) => [c.title, c.stage, due(c), c.lead]),
  );
  const yellow = open.filter((c) => (runningClock(c)?.grant.yellowAt ?? '9') < DEMO_NOW).length;
  for (const c of over) console.log(JSON.stringify({t:c.title,s:c.stage,d:due(c),f:c.filedAt,a:c.assignedAt,h:c.handledAt,clk:c.clocks.map(k=>[k.name,k.grant.due]),o:outside.get(c.id)})); console.log('yellow+', yellow);
  console.log('open units', count(open.map((c) => c.lead ?? '-')));
  const centre = cases.filter((c) => c.filedAt > '2024-05' && c.stage === 'closed');
  const onTime = (c: (typeof cases)[0]) =>
    (c.handledAt ?? '') <= (c.clocks.findLast((k) => k.name === 'handle')?.grant.due ?? '');
  const rate = (xs: typeof cases, f: (c: (typeof cases)[0]) => boolean) =>
    ((xs.filter(f).length / xs.length) * 100).toFixed(2);
  console.log(
    'ontime centre',
    rate(centre, onTime),
    'all',
    rate(
      cases.filter((c) => c.stage === 'closed'),
      onTime,
    ),
    'returned',
    rate(centre, (c) => c.returns.length > 0),
    'rework',
    rate(centre, (c) => c.reworks > 0),
  );
  for (let m = 1; m <= 12; m++) {
    const k = `2024-${String(m).padStart(2, '0')}`;
    const xs = cases.filter((c) => c.stage === 'closed' && (c.closedAt ?? '').startsWith(k));
    console.log(
      k,
      'reports',
      reports.filter((r) => r.receivedAt.startsWith(k)).length,
      'closed',
      xs.length,
      'ontime',
      rate(xs, onTime),
    );
  }
  console.log(
    'waiting',
    reports.filter((r) => r.status === 'received').map((r) => [r.receivedAt, r.intake.due, r.title]),
  );
  console.log(
    'today',
    count(reports.filter((r) => r.receivedAt.startsWith('2024-12-31')).map((r) => r.channel)),
  );
  console.log('communities', count(cases.map((c) => c.place.communityCode ?? '-')));
  console.log('grids', new Set(cases.map((c) => c.place.gridCode)).size);
  console.log('hours', count(reports.map((r) => r.receivedAt.slice(11, 13))));
  console.log('units', count(cases.map((c) => c.lead ?? '-')));
  console.log(
    'same title',
    new Set(cases.map((c) => c.title)).size,
    'contents',
    new Set(reports.map((r) => r.content)).size,
  );
  for (let i = 0; i < 12; i++) {
    const r = reports[(i * 977 + 300) % reports.length]!;
    console.log(r.channel, r.title, '|', r.content, '|', r.appealKind, r.caller?.mask);
  }
});
