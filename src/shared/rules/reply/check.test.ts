import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReply, type ReplyFacts } from './check';
import { composeReply } from './compose';
import { demandsOf } from './keywords';
import { codesOf, fullFacts, knowns } from './testing';
import { findDates } from './textDates';

const good = composeReply(fullFacts);
/** The good reply with one thing changed. */
const spoilt = (from: string | RegExp, to: string) => {
  const text = good.replace(from, to);
  if (text === good) throw new Error(`nothing to change: ${from}`);
  return text;
};
const report = (more: Partial<ReplyFacts['report']>): ReplyFacts => ({
  ...fullFacts,
  report: { ...fullFacts.report, ...more },
});
const said = (content: string, more: Partial<ReplyFacts['report']> = {}) => report({ content, ...more });

describe('checkReply: form and sensitive data', () => {
  it.each([
    [spoilt('已扶正', '{单位}已扶正'), 'placeholder'],
    [spoilt('已扶正', '〔原因〕已扶正'), 'placeholder'],
    [spoilt('已扶正', '市民138 1234 5678说已扶正'), 'phone'],
    [spoilt('020-38001234', '020-38009999'), 'phone'],
    [spoilt('已扶正', '（110101199003070011）已扶正'), 'idCard'],
    [spoilt('已扶正', '粤A·12345D挡住，已扶正'), 'plate'],
    [spoilt('已扶正', '3栋502房报告，已扶正'), 'home'],
    [spoilt('已扶正', '按领导批示已扶正'), 'internal'],
    [spoilt('已扶正', '经内部研判已扶正'), 'internal'],
    [spoilt('已扶正', '退单后已扶正'), 'jargon'],
    [spoilt('241231629906795-01', '241231629906796-01'), 'numberTypo'],
    [spoilt('已扶正', '同工单241229000000001-01，已扶正'), 'foreignNumber'],
    [spoilt('已扶正', '并入20241230-A0007，已扶正'), 'foreignNumber'],
    [spoilt('已扶正', '并入20241230-A2-0007，已扶正'), 'foreignNumber'],
    [spoilt('经市政养护公司', '经市政养户公司'), 'nameTypo'],
  ])('%s', (text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  it('says when it is too short, worse when it is hardly a sentence', () => {
    const found = (text: string) =>
      checkReply(text, fullFacts, knowns).find(({ code }) => code === 'tooShort');
    expect(found('处理完毕。')).toMatchObject({ level: 'error', params: { length: 5, least: 40 } });
    expect(found('金穗路灯杆已经扶正，照明已恢复。')?.level).toBe('warning');
    expect(found(good)).toBeUndefined();
  });

  it('names the place of a finding and what was meant', () => {
    const text = spoilt('241231629906795-01', '241231629906796-01');
    const [found] = checkReply(text, fullFacts, knowns);
    expect(found?.level).toBe('error');
    expect(text.slice(found?.at?.from, found?.at?.to)).toBe('241231629906796-01');
    expect(found?.params.meant).toBe('241231629906795-01');
  });

  it('hides a caller who wishes it, and only him', () => {
    const text = spoilt('您好！', '李女士，您好！');
    const caller = (anonymous: boolean, wishes: string[], mask = '李**') =>
      report({ caller: { mask, anonymous, wishes } });
    expect(codesOf(text)).toEqual([]);
    expect(codesOf(text, caller(false, ['要求保密']))).toEqual(['caller']);
    expect(codesOf(text, caller(true, [], '匿名'))).toEqual(['caller']);
    expect(codesOf(spoilt('您好！', '王女士，您好！'), caller(true, []))).toEqual([]);
    expect(codesOf(spoilt('您好！', '市民先生，您好！'), caller(true, [], '匿名'))).toEqual([]);
  });

  it('leaves alone what only looks like it', () => {
    for (const words of [
      '小区内部道路',
      '已通知12345热线',
      '见金穗路300号',
      '灯杆编号A1234',
      '我们退还费用',
    ]) {
      expect(codesOf(spoilt('已扶正', `${words}，已扶正`))).toEqual([]);
    }
  });
});

describe('checkReply: dates', () => {
  it.each([
    ['您于2024年12月31日', '您于2024年12月30日', 'receivedDate'],
    ['于2025年1月2日调查', '于2025年2月30日调查', 'noSuchDate'],
    [/2025年1月3日$/, '2025年1月9日', 'signatureDate'],
    [/2025年1月3日$/, '2024年12月1日', 'signatureDate'],
    ['列入每周巡查', '于2月28日前完成全线更换', 'promiseLate'],
    ['列入每周巡查', '于2024年12月28日前完成更换', 'promisePast'],
  ])('%s → %s', (from, to, code) => {
    expect(codesOf(spoilt(from, to))).toEqual([code]);
  });

  it('says when the reply itself is late', () => {
    const late = codesOf(good, fullFacts, { ...knowns, now: '2025-01-23T09:00:00.000+08:00' });
    expect(late).toEqual(['overdue', 'signatureDate']);
  });

  it('reads dates near the day, ends of months, and knows fractions', () => {
    const days = (text: string) => findDates(text, '2024-12-30').map(({ day }) => day);
    expect(days('1月5日、12月3日、2024-12-31、2月底前、下月底、年底前、2024年2月30日')).toEqual([
      '2025-01-05',
      '2024-12-03',
      '2024-12-31',
      '2024-02-29',
      '2025-01-31',
      '2024-12-31',
      undefined,
    ]);
    expect(days('三分之二即2/3，1-2天，020-38001234，300号')).toEqual([]);
  });
});

describe('checkReply: answer and result', () => {
  const body = (text: string) => spoilt('您反映的问题已处理完毕，并已通过核查。', text);

  it.each([
    ['您的诉求我们高度重视。', ['noResult']],
    ['已转交供电部门处理。', ['onlyForwarded']],
    ['我们正在协调。', ['onlyForwarded']],
    ['我们将更换灯杆。', ['willWithoutDate']],
    ['我们将于1月20日前更换灯杆。', []],
    ['该处暂不增设路灯。', ['cannotWithoutWhy']],
    ['因该处已在改造范围内，暂不增设路灯。', []],
    ['尚未处理。', ['noResult']],
  ])('%s', (text, codes) => {
    const facts: ReplyFacts = { ...fullFacts, report: { ...fullFacts.report, content: '金穗路灯杆歪了。' } };
    const plain = body(text)
      .replace('，已扶正灯杆并恢复照明', '')
      .replace('我们将把该路段列入每周巡查。', '')
      .replace(/2025年1月2日，我们通过.*?属实。/, '')
      .replace('依据：《城市照明管理规定》。', '');
    expect(codesOf(plain, facts)).toEqual(codes);
  });

  it('lists the demands that nothing answers, in the caller’s words', () => {
    const facts = said('金穗路300号灯杆歪了。要求：1、扶正灯杆；2、夜间增派保安巡逻；3、告知理赔途径。');
    const found = checkReply(good, facts, knowns);
    expect(found.map(({ code, params }) => [code, params.text])).toEqual([
      ['noEcho', '夜间增派保安巡逻'],
      ['noEcho', '告知理赔途径'],
    ]);
  });

  it('asks a consultation for a direct answer of the right form', () => {
    const asked = said('请问金穗路的充电棚怎么申请，要带什么材料，什么时候受理？', {
      appealKind: 'consult',
      title: '充电设施',
      className: '充电设施',
    });
    const frame = (answer: string) =>
      `您好！您于2024年12月31日咨询的“充电设施”已收悉。${answer}如有疑问，请与我们联系，联系电话：020-38001234。`;
    expect(
      codesOf(frame('您反映的金穗路充电棚一事已转交住建部门处理，请留意电话答复，谢谢。'), asked),
    ).toContain('noAnswer');
    const vague = checkReply(
      frame('金穗路充电棚的申请由小区物业统一提出，带齐材料即可受理，欢迎前往社区居委会窗口。'),
      asked,
      knowns,
    );
    expect(vague.map(({ code, params }) => [code, params.want])).toEqual([['questionUnanswered', 'when']]);
    const full = frame(
      '金穗路充电棚由小区物业向社区居委会申请，需带业主大会决议等材料，工作日9时至17时在居委会窗口受理。',
    );
    expect(codesOf(full, asked)).toEqual([]);
  });

  it('says when the reply is about something else', () => {
    const facts = said('金穗路300号油烟很大。', {
      title: '餐饮油烟',
      className: '餐饮油烟',
      place: '猎德大道9号',
    });
    const text =
      '您好！您于2024年12月31日反映的情况已收悉。经查，广场音响已清理完毕，今后我们将加强管理。感谢您的支持，祝您生活愉快。';
    expect(codesOf(text, { ...facts, case: undefined })).toEqual(['noMatter', 'noPlace']);
  });

  it('reads demands over commas and lists, not what others demand', () => {
    const texts = (content: string) => demandsOf(content).map(({ text }) => text);
    expect(texts('车太多，希望清走，并设禁停区。(要求回复)')).toEqual(['希望清走', '设禁停区']);
    expect(texts('公司要求打卡到九点，请问去哪里投诉？')).toEqual(['请问去哪里投诉？']);
    expect(texts('曾请人测量，分不清是谁的，门谁都能进')).toEqual([]);
    expect(texts('可唔可以十点熄灯')).toEqual(['可唔可以十点熄灯']);
  });
});

describe('checkReply: any text', () => {
  it('never throws, and every place lies in the text', () => {
    const pieces = fc.constantFrom(
      ...[
        '已',
        '将',
        '13812345678',
        '2024年2月30日',
        '“',
        '”',
        '。',
        '\n',
        '{',
        '}',
        '〔',
        '〕',
        '洗村路',
        '粤A12345',
      ],
      ...[
        '无法',
        '因',
        '241231629906795-02',
        '收悉',
        '1月5日前',
        '请问',
        '？',
        '3栋502房',
        '领导批示',
        '（',
        '）',
        ' ',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), fc.array(pieces, { maxLength: 20 }), (a, b) => {
        const text = a.join('');
        const found = checkReply(text, said(b.join('')), knowns);
        for (const { at } of found) {
          if (at) expect(at.from >= 0 && at.from < at.to && at.to <= text.length).toBe(true);
        }
        const ranks = found.map(({ level }) => ['error', 'warning', 'info'].indexOf(level));
        expect(ranks).toEqual([...ranks].sort());
      }),
      { seed: 20241231 },
    );
  });
});
