import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMerged, composeRefusal, composeReply } from './compose';
import { codesOf, fullFacts } from './testing';

describe('composeReply', () => {
  it('has the parts of a reply in their order', () => {
    const text = composeReply(fullFacts);
    const parts = [
      '您好！',
      '2024年12月31日',
      '“路灯照明”（工单编号：241231629906795-01）已收悉',
      '一、调查核实情况',
      '市政养护公司于2025年1月2日',
      '已扶正灯杆并恢复照明。',
      '《城市照明管理规定》',
      '二、处理结果',
      '已处理完毕',
      '三、后续安排',
      '列入每周巡查。',
      '020-38001234',
      '感谢',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text.endsWith('冼村街道城市运行指挥中心\n2025年1月3日')).toBe(true);
    expect(text).not.toMatch(/〔|undefined|。。/);
  });

  it('passes its own check when every fact is there', () => {
    expect(codesOf(composeReply(fullFacts))).toEqual([]);
  });

  it('leaves marks for what nobody knows, and the check finds each', () => {
    const { case: _case, followUp: _followUp, contact: _contact, ...rest } = fullFacts;
    const bare = { ...rest, signature: ' ' };
    const text = composeReply(bare);
    expect(text.match(/〔[^〕]+〕/g)).toHaveLength(5);
    expect(codesOf(text, bare).filter((code) => code === 'placeholder')).toHaveLength(5);
  });

  it('claims no result that the closing does not carry', () => {
    const one = fullFacts.case;
    if (!one) throw new Error('no case');
    const unchecked = composeReply({ ...fullFacts, case: { ...one, check: undefined } });
    const special = composeReply({ ...fullFacts, case: { ...one, closeKind: 'special' } });
    for (const text of [unchecked, special]) expect(text).toContain('〔请写明：处理决定和结果');
    const own = composeReply({ ...fullFacts, case: { ...one, closeKind: 'special', result: '灯杆已更换' } });
    expect(own).toContain('二、处理结果\n灯杆已更换。\n');
  });

  it('lets no phone number of a unit’s note or a title through', () => {
    const digits = fc.constantFrom('13812345678', '139 1234 5678', '020-87654321');
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        const text = composeReply({
          ...fullFacts,
          report: { ...fullFacts.report, title: `路灯${a}` },
          case: {
            no: '20241231-A0001',
            units: [{ name: '环卫站', note: `已联系${b}处理` }],
            result: `见${a}`,
          },
        });
        expect(text).not.toContain(a);
        expect(text).not.toContain(b);
        expect(text).toContain('020-38001234');
      }),
      { seed: 20241231 },
    );
  });
});

describe('other replies', () => {
  it('refuses with a reason and where to turn', () => {
    const { case: _case, followUp: _followUp, ...rest } = fullFacts;
    const kinds = { notAccepted: '不予受理', notFiled: '不予立案', void: '作废件' } as const;
    for (const kind of ['notAccepted', 'notFiled', 'void'] as const) {
      const facts = { ...rest, refusal: { kind, reason: '事发地不在本街道辖区', turnTo: '向猎德街道反映' } };
      const text = composeRefusal(facts);
      expect(text).toContain(kinds[kind]);
      expect(text).toContain('原因：事发地不在本街道辖区。建议您：向猎德街道反映。');
      expect(codesOf(text, facts).filter((code) => code === 'noResult' || code === 'placeholder')).toEqual(
        [],
      );
    }
    const bare = composeRefusal({ ...rest, refusal: { kind: 'void', reason: ' ' } });
    expect(codesOf(bare, rest)).toContain('placeholder');
  });

  it('says of a merged report that it is one matter, by the case number and no other report’s', () => {
    const facts = {
      ...fullFacts,
      merged: { caseNo: '20241231-A0042', filedAt: fullFacts.report.receivedAt },
    };
    const text = composeMerged(facts);
    expect(text).toContain('我们2024年12月31日已立案的案件（案号：20241231-A0042）属同一事项，现一并处理');
    expect(codesOf(text, facts)).toEqual([]);
  });
});
