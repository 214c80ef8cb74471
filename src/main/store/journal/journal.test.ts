import { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit } from '@shared/domain/envelope';
import { describe, expect, it } from 'vitest';
import { type Disk, realDisk } from './disk';
import { decodeLine, encodeLine, hashLine, lineIsSound, NO_PREV } from './line';
import { recoverJournal } from './recover';
import { type Damage, walk } from './scan';
import { segmentPath } from './segments';
import { JournalWriter } from './writer';

const NOW = '2024-12-31T16:00:00.000+08:00';

function commit(seq: number, prev = NO_PREV, text = '暴露垃圾'): Commit {
  const event = {
    stream: `case:${seq}`,
    type: 'case.noted',
    v: 1,
    rank: 1,
    basis: null,
    at: NOW,
    data: { text },
  };
  const hlc = `${NOW}/000${seq % 10}`;
  return {
    device: 'dev0',
    incarnation: 1,
    seq,
    hlc,
    id: `command-${seq}`,
    actor: 'op',
    recordedAt: NOW,
    prev,
    events: [event],
  };
}

function chainOf(count: number): Buffer[] {
  const lines: Buffer[] = [];
  let prev = NO_PREV;
  for (let seq = 1; seq <= count; seq += 1) {
    const line = encodeLine(commit(seq, prev));
    prev = hashLine(line);
    lines.push(line);
  }
  return lines;
}

function folder(): { data: string; journal: string } {
  const data = mkdtempSync(join(tmpdir(), 'xiuhua-journal-'));
  return { data, journal: join(data, 'journal') };
}

function written(lines: Buffer[], segmentBytes?: number): { data: string; journal: string } {
  const where = folder();
  const writer = new JournalWriter(where.journal, { segment: 1, offset: 0 }, realDisk, segmentBytes);
  for (const line of lines) writer.append([line]);
  writer.close();
  return where;
}

function seqs(journal: string, damages: Damage[] = []): number[] {
  return [...walk(journal, { prove: true, onDamage: (one) => damages.push(one) })].map(
    ({ commit: one }) => one.seq,
  );
}

describe('a line of the journal', () => {
  it('is JSON, ends in its CRC, and decodes to the same commit', () => {
    const line = encodeLine(commit(1));
    expect(JSON.parse(line.toString())).toMatchObject({
      seq: 1,
      crc: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(decodeLine(line.subarray(0, -1))).toEqual(commit(1));
  });

  it('is unsound after any single byte changed', () => {
    const line = encodeLine(commit(1)).subarray(0, -1);
    for (let at = 0; at < line.length; at += 1) {
      const broken = Buffer.from(line);
      broken[at] = (broken[at] ?? 0) ^ 0x20;
      expect(lineIsSound(broken), `byte ${at}`).toBe(false);
    }
  });
});

describe('recovery', () => {
  it('cuts a last record that was truncated at any byte, sets the rest aside, and keeps what was before', () => {
    const lines = chainOf(3);
    const { data, journal } = written(lines);
    const path = segmentPath(journal, 1);
    const whole = readFileSync(path);
    const before = (lines[0]?.length ?? 0) + (lines[1]?.length ?? 0);
    for (let cut = before + 1; cut < whole.length; cut += 1) {
      writeFileSync(path, whole);
      truncateSync(path, cut);
      const found = recoverJournal(data, true);
      expect(found.damages).toEqual([]);
      expect(found.end).toEqual({ segment: 1, offset: before });
      expect(found.head?.commit.seq).toBe(2);
      expect(found.setAside?.bytes).toBe(cut - before);
      expect(readFileSync(path).length).toBe(before);
    }
  });

  it('changes nothing without the lock', () => {
    const { data, journal } = written(chainOf(2));
    appendFileSync(segmentPath(journal, 1), '{"torn');
    const size = readFileSync(segmentPath(journal, 1)).length;
    expect(recoverJournal(data, false).setAside).toBeUndefined();
    expect(readFileSync(segmentPath(journal, 1)).length).toBe(size);
  });

  it('reports damage before the end with its place and cuts nothing', () => {
    const lines = chainOf(4);
    const { data, journal } = written(lines);
    const path = segmentPath(journal, 1);
    const bytes = readFileSync(path);
    bytes[(lines[0]?.length ?? 0) + 20] = 0;
    writeFileSync(path, bytes);
    const found = recoverJournal(data, true);
    expect(found.damages).toEqual([
      { file: '0000000001.jsonl', segment: 1, line: 2, offset: lines[0]?.length, what: 'crc' },
    ]);
    expect(readFileSync(path).length).toBe(bytes.length);
    expect(seqs(journal)).toEqual([1, 3, 4]);
  });

  it('of an empty folder begins at the beginning', () => {
    expect(recoverJournal(folder().data, true)).toEqual({ end: { segment: 1, offset: 0 }, damages: [] });
  });
});

describe('the walk', () => {
  it('goes over segments in order and proves the chain', () => {
    const damages: Damage[] = [];
    const { journal } = written(chainOf(30), 2000);
    expect(seqs(journal, damages)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(damages).toEqual([]);
  });

  it('notices a line that was taken out and one that was exchanged', () => {
    const lines = chainOf(5);
    const missing: Damage[] = [];
    seqs(written(lines.filter((_, i) => i !== 2)).journal, missing);
    expect(missing.map((one) => one.what)).toEqual(['gap']);
    const exchanged: Damage[] = [];
    seqs(
      written(lines.map((line, i) => (i === 2 ? encodeLine(commit(3, NO_PREV, 'other')) : line))).journal,
      exchanged,
    );
    expect(exchanged.map((one) => one.what)).toEqual(['chain', 'chain']);
  });
});

/** A disk that fails as told; real files underneath. */
function failing(fails: { write?: number; flush?: number; truncate?: boolean }, code = 'ENOSPC'): Disk {
  let writes = 0;
  let flushes = 0;
  const fail = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...realDisk,
    write(fd, bytes, position) {
      writes += 1;
      if (writes !== fails.write) return realDisk.write(fd, bytes, position);
      realDisk.write(fd, bytes.subarray(0, 10), position);
      return fail();
    },
    flush(fd) {
      flushes += 1;
      if (flushes === fails.flush) fail();
      realDisk.flush(fd);
    },
    truncate: (fd, length) => (fails.truncate ? fail() : realDisk.truncate(fd, length)),
  };
}

describe('a failed write', () => {
  it.each([
    ['in the middle of the bytes', { write: 2 }],
    ['at the flush', { flush: 2 }],
  ])('%s is refused, leaves nothing behind, and the next command goes through', (_name, fails) => {
    const { data, journal } = folder();
    const [one, two, three] = chainOf(3) as [Buffer, Buffer, Buffer];
    const writer = new JournalWriter(journal, { segment: 1, offset: 0 }, failing(fails));
    writer.append([one]);
    expect(() => writer.append([two, three])).toThrow(/store\.diskFull/);
    expect(recoverJournal(data, false).end).toEqual({ segment: 1, offset: one.length });
    writer.append([two]);
    writer.append([three]);
    expect(seqs(journal)).toEqual([1, 2, 3]);
  });

  it.each([
    ['torn bytes', { write: 2, truncate: true }],
    ['whole but unacknowledged lines', { flush: 2, truncate: true }],
  ])(
    'that cannot be cut back goes on in a new segment; %s in the old one are no part of the journal',
    (_name, fails) => {
      const { journal } = folder();
      const [one, two] = chainOf(2) as [Buffer, Buffer];
      const refused = encodeLine(commit(2, hashLine(one), 'refused'));
      const writer = new JournalWriter(journal, { segment: 1, offset: 0 }, failing(fails, 'EIO'));
      writer.append([one]);
      expect(() => writer.append([refused])).toThrow(/store\.fateUnknown/);
      expect(writer.append([two])).toEqual([{ segment: 2, offset: 0, length: two.length }]);
      const damages: Damage[] = [];
      const texts = [...walk(journal, { prove: true, onDamage: (bad) => damages.push(bad) })].map(
        ({ commit: c }) => c.events[0]?.data.text,
      );
      expect(texts).toEqual(['暴露垃圾', '暴露垃圾']);
      expect(damages).toEqual([]);
    },
  );
});
