import { checkReply, type ReplyKnowns } from './check';
import type { ReplyFacts } from './facts';
import type { ReplyFindingCode } from './finding';

/** Facts of a reply that is complete. For tests. */
export const fullFacts: ReplyFacts = {
  report: {
    no: '241231629906795-01',
    upperNo: 'GZ23076149',
    channel: 'hotline12345',
    appealKind: 'complaint',
    title: '路灯照明',
    content: '金穗路300号门口的灯杆台风后歪了，一直没扶正。希望尽快扶正灯杆，并恢复照明。(方便联系)',
    className: '路灯照明',
    place: '天河区冼村街道金穗路300号',
    receivedAt: '2024-12-31T15:32:20.000+08:00',
    outsideDue: '2025-01-22T15:32:20.000+08:00',
    caller: { mask: '李**', anonymous: false, wishes: ['方便联系'] },
  },
  case: {
    no: '20241231-A0042',
    place: '金穗路300号',
    className: '路灯照明',
    units: [
      {
        name: '市政养护公司',
        note: '现场灯杆倾斜约十度，已扶正灯杆并恢复照明',
        handledAt: '2025-01-02T10:05:00.000+08:00',
      },
    ],
    check: { how: 'onSite', passed: true, at: '2025-01-02T16:00:00.000+08:00' },
    legalBasis: '《城市照明管理规定》',
    closeKind: 'normal',
  },
  followUp: '我们将把该路段列入每周巡查',
  contact: { office: '冼村街道城市运行指挥中心', phone: '020-38001234' },
  signature: '冼村街道城市运行指挥中心',
  date: '2025-01-03',
};

/** What the checks know besides. For tests. */
export const knowns: ReplyKnowns = {
  now: '2025-01-03T09:00:00.000+08:00',
  names: [
    ...[
      '市政养护公司',
      '市政养护',
      '市政',
      '综合行政执法队',
      '执法队',
      '环卫站',
      '跑马地花园',
      '冼村社区居委会',
    ],
    ...[
      '金穗路',
      '华成路',
      '华强路',
      '冼村路',
      '黄埔大道西',
      '冼村',
      '潭村',
      '猎德',
      '冼村街道',
      '领峰园',
      '金园',
    ],
    ...['跑马地花园社区', '冼村社区', '合景国际金融广场', '华成路小学'],
  ],
};

/** The codes found in a text. For tests. */
export function codesOf(
  text: string,
  facts: ReplyFacts = fullFacts,
  known: ReplyKnowns = knowns,
): ReplyFindingCode[] {
  return checkReply(text, facts, known).map(({ code }) => code);
}
