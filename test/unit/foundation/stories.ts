import { crc32, deflateSync } from 'node:zlib';
import type { CommandInput } from '@shared/domain/commands';
import type { Photo } from '@shared/domain/common';
import { toInstant } from '@shared/rules/time';
import { received } from '../../../src/main/store/testing/wishes';
import type { Desk, Time } from './desk';

const PLACE = { text: '花城大道冼村路口', lon: 113.3225, lat: 23.1205 };
const LEADER = 'duty-zhang';
const HOUR_MS = 3_600_000;
const UNDO_MINUTES = 10;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A picture of 4 × 3 points in one grey, as PNG. */
function png(grey: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(4, 0);
  head.writeUInt32BE(3, 4);
  head.writeUInt8(8, 8);
  const rows = Buffer.concat(Array.from({ length: 3 }, () => Buffer.from([0, grey, grey, grey, grey])));
  const magic = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    magic,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A kept picture with its thumbnail. */
export function picture(desk: Desk, grey: number, kind: Photo['kind']): Photo {
  const [sha256, thumb] = [desk.store.blobs.put(png(grey)), desk.store.blobs.put(png(grey + 1))];
  return { sha256, thumb, mime: 'image/png', width: 4, height: 3, kind };
}

/** Takes reports in, files cases and moves them, a minute apart. */
export class Teller {
  constructor(
    readonly desk: Desk,
    private readonly time: Time,
  ) {}

  async report(more: Parameters<typeof received>[0] = {}): Promise<string> {
    const receivedAt = toInstant(this.time.ms);
    const { result } = await this.desk.act(received({ receivedAt, ...more }), 'intake-chen');
    return String(result.reportId);
  }

  async file(reportId: string, title: string): Promise<string> {
    const command: CommandInput = { type: 'case.file', reportId, title, place: PLACE };
    return String((await this.desk.act(command)).result.caseId);
  }

  async filed(title: string, more: Parameters<typeof received>[0] = {}): Promise<string> {
    return this.file(await this.report({ title, ...more }), title);
  }

  /** Moves of one case, one after the other. Returns the last one's commit. */
  async moves(caseId: string, ...moves: readonly object[]): Promise<string> {
    const { device, incarnation } = this.desk.store.identity;
    let commit = '';
    for (const move of moves) {
      const { seq } = await this.desk.act({ ...move, caseId } as CommandInput);
      commit = `${device}.${incarnation}.${seq}`;
    }
    return commit;
  }
}

const assign = (lead: string, ...assisting: string[]) => ({ type: 'case.assign', lead, assisting });
const handle = (unit: string, note: string, photos: readonly Photo[] = []) => ({
  type: 'case.handle',
  unit,
  note,
  photos,
});

/** A sealed caller, two units, rework, closed, a reply, a call back, and taken up again. */
async function fromCallToReopening(teller: Teller): Promise<string> {
  const { desk } = teller;
  const reportId = await teller.report({
    caller: { name: '李女士', phone: '13800005673', wishes: ['匿名'] },
    photos: [picture(desk, 10, 'before')],
  });
  const caseId = await teller.file(reportId, '人行道堆放建筑垃圾');
  await teller.moves(
    caseId,
    assign('hwz', 'cgb'),
    { type: 'case.accept', unit: 'hwz' },
    { type: 'case.urge' },
    handle('cgb', '已到场协助'),
    { ...handle('hwz', '已清运', [picture(desk, 30, 'after')]), confirmed: false },
    { type: 'case.confirm', unit: 'hwz' },
    { type: 'case.check', passed: false, how: 'photo', note: '仍有残留', units: ['hwz'] },
    handle('hwz', '已再次清扫'),
    { type: 'case.check', passed: true, how: 'onSite', close: true },
  );
  await desk.act({ type: 'report.reply', reportId, text: '垃圾已清运，感谢反映。', way: 'phone' });
  await desk.act({ type: 'report.callBack', reportId, reached: true, solved: false, satisfaction: 'poor' });
  await teller.moves(
    caseId,
    { type: 'case.reopen', reason: '市民不满意' },
    { type: 'case.note', text: '联系物业，电话 13900001234 已转接', kind: 'meeting' },
  );
  return reportId;
}

/** Returned and assigned anew; extended; held and resumed; supervised. */
async function slowCase(teller: Teller, time: Time): Promise<void> {
  const caseId = await teller.filed('窨井盖松动');
  await teller.moves(
    caseId,
    assign('cgb'),
    { type: 'case.return', reason: 'notOurDuty', note: '属市政设施', suggests: 'zfd' },
    assign('zfd'),
    { type: 'case.addPart', unit: 'hwz', task: '围蔽清理' },
    { type: 'case.askExtension', reason: '需调配材料' },
    { type: 'case.answer', granted: true, approver: LEADER },
    { type: 'case.supervise', text: '请说明进度' },
    { type: 'case.answerSupervision', text: '材料明日到' },
    { type: 'case.askHold', reason: '等材料', until: toInstant(time.ms + 48 * HOUR_MS) },
    { type: 'case.answer', granted: true, approver: LEADER },
    { type: 'case.resume', note: '材料已到' },
    { type: 'case.describe', title: '窨井盖松动异响', priority: 'urgent' },
  );
  const held = await teller.filed('路灯不亮');
  await teller.moves(
    held,
    assign('cgb'),
    { type: 'case.askHold', reason: '等供电', until: toInstant(time.ms + 72 * HOUR_MS) },
    { type: 'case.answer', granted: true, approver: LEADER },
  );
}

/** Merged and split again, merged for good, undone, forced, void, refused, verified. */
async function others(teller: Teller, time: Time): Promise<void> {
  const { desk } = teller;
  const [first, second, third] = [
    await teller.filed('流动摊贩占道'),
    await teller.filed('摊贩聚集'),
    await teller.filed('水果车占道'),
  ];
  await teller.moves(second, { type: 'case.merge', into: first });
  await teller.moves(second, { type: 'case.unmerge', reason: '不是一处' });
  await teller.moves(third, { type: 'case.merge', into: first });
  const commit = await teller.moves(first, assign('zfd'));
  await teller.moves(first, { type: 'case.undo', commit }, assign('hwz'));
  await teller.moves(second, { type: 'case.forceClose', reason: '上级要求', approver: LEADER });
  await teller.moves(await teller.filed('误报'), { type: 'case.void', reason: '误立' });
  const refused = await teller.report({ channel: 'walkIn' });
  await desk.act({ type: 'report.sendVerify', reportId: refused, to: '巡查 邓', how: 'onSite' });
  await desk.act({ type: 'report.verify', reportId: refused, real: false, note: '现场未见' });
  await desk.act({ type: 'report.refuse', reportId: refused, kind: 'notFiled', reason: '不属实' });
  const linked = await teller.report({ channel: 'hotline12345', outsideNo: '241231000000001-01' });
  await desk.act({ type: 'report.link', reportId: linked, caseId: first });
  const free = await teller.report({ channel: 'urban12319' });
  await desk.act({ type: 'report.link', reportId: free, caseId: first });
  await desk.act({ type: 'report.unlink', reportId: free, reason: '两件事' });
  const described = await desk.act({ type: 'report.describe', reportId: free, title: '更正后的标题' });
  const { device, incarnation } = desk.store.identity;
  await desk.act({
    type: 'report.undo',
    reportId: free,
    commit: `${device}.${incarnation}.${described.seq}`,
  });
  await desk.act({
    type: 'ledger.record',
    entries: [{ day: toInstant(time.ms).slice(0, 10), kind: 'bollard', quantity: 3 }],
  });
  await desk.act({ type: 'report.reveal', reportId: linked, why: '核对' });
  time.ms += UNDO_MINUTES * 60_000;
}

/** Everything that one desk does by itself. Returns the report whose caller is sealed. */
export async function tellOne(teller: Teller, time: Time): Promise<string> {
  const reportId = await fromCallToReopening(teller);
  await slowCase(teller, time);
  await others(teller, time);
  return reportId;
}

/** What of a folded state tells of a conflict. */
interface Disputed {
  readonly conflicts?: readonly {
    readonly key: string;
    readonly sides: readonly { readonly id: string }[];
  }[];
}

/** The open conflict of a stream, and the side of a desk in it. */
function disputeOf(desk: Desk, stream: string, chosen: Desk): { key: string; side: string } {
  const { conflicts } = desk.store.reader.load(stream).state as Disputed;
  const [conflict] = conflicts ?? [];
  const side = conflict?.sides.find(({ id }) => id.startsWith(chosen.device));
  if (!conflict || !side) throw new Error(`no conflict in ${stream}`);
  return { key: conflict.key, side: side.id };
}

/** Two desks assign, and file, without knowing of each other; one matter of each kind is decided, one stays open. */
export async function tellConflicts(
  a: Teller,
  b: Teller,
  exchange: () => Promise<void>,
): Promise<{ open: string[]; settled: string[] }> {
  const cases = [await a.filed('噪音扰民'), await a.filed('油烟扰民')];
  const reports = [
    await a.report({ channel: 'walkIn', content: '两席同时受理' }),
    await a.report({ channel: 'walkIn', content: '两席又同时受理' }),
  ];
  await exchange();
  for (const caseId of cases) {
    await a.moves(caseId, assign('hwz'));
    await b.moves(caseId, { ...assign('cgb'), note: '请即到场' });
  }
  for (const reportId of reports) {
    await a.file(reportId, '甲席立案');
    await b.file(reportId, '乙席立案');
  }
  await exchange();
  const [caseId = '', openCase = ''] = cases;
  const [reportId = '', openReport = ''] = reports;
  await a.moves(caseId, { type: 'case.settle', ...disputeOf(a.desk, caseId, b.desk) });
  await a.desk.act({ type: 'report.settle', reportId, ...disputeOf(a.desk, reportId, b.desk) });
  await exchange();
  return { open: [openCase, openReport], settled: [caseId, reportId] };
}
