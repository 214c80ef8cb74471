import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SlipFacts, slipText } from './slip';
import { slipWordsZh } from './slipWords';

const names = {
  centre: '冼村街道城市运行管理指挥中心',
  unit: (id: string) => ({ zfd: '综合行政执法队', cgb: '城市管理办公室' })[id] ?? id,
  community: (code: string) => ({ '440106014006': '金城社区' })[code],
};

const facts: SlipFacts = {
  item: {
    no: '20241231-A0042',
    title: '花城大道 87 号对出非机动车占满人行道',
    className: '非机动车乱停放',
    priority: 'normal',
  },
  description: '人行道被占满，行人走到车道上，联系人 13800001234。',
  place: { text: '花城大道 87 号对出', gridCode: '440106014006012', communityCode: '440106014006' },
  parts: [
    { unit: 'zfd', role: 'lead' },
    { unit: 'cgb', role: 'assist' },
  ],
  clocks: [
    {
      name: 'assign',
      grant: {
        value: 0.25,
        unit: 'urgentHour',
        start: '2024-12-31T13:33:00.000+08:00',
        due: '2024-12-31T13:48:00.000+08:00',
      },
    },
    {
      name: 'handle',
      grant: {
        value: 4,
        unit: 'workHour',
        start: '2024-12-31T14:00:00.000+08:00',
        due: '2025-01-01T10:00:00.000+08:00',
      },
    },
  ],
};

describe('the slip of a case', () => {
  it('says number, matter, place, grid, units, limit with due time, what to do and whom to answer', () => {
    expect(slipText(facts, names).split('\n')).toEqual([
      '【交办单】 20241231-A0042',
      '事项：花城大道 87 号对出非机动车占满人行道（非机动车乱停放）',
      '地点：花城大道 87 号对出',
      '网格：金城社区 440106014006012',
      '情况：人行道被占满，行人走到车道上，联系人 138****1234。',
      '主办：综合行政执法队',
      '协办：城市管理办公室',
      '时限：4 工作时，2025年1月1日 10:00 前办结',
      `要求：${slipWordsZh.defaultTasks.assign}`,
      '回复：冼村街道城市运行管理指挥中心，请注明编号 20241231-A0042',
      slipWordsZh.notOurs,
    ]);
  });

  it('leaves out what the case does not have, and a description that only repeats the title', () => {
    const bare = slipText(
      { ...facts, description: facts.item.title, place: { text: '' }, parts: [], clocks: [] },
      names,
    );
    for (const label of ['地点', '网格', '情况', '主办', '协办', '时限'])
      expect(bare).not.toContain(`${label}：`);
  });

  it('takes the last handling clock, so that a case assigned again tells the new due time', () => {
    const again = {
      name: 'handle',
      grant: {
        value: 2,
        unit: 'workDay',
        start: '2024-12-31T15:00:00.000+08:00',
        due: '2024-12-31T18:00:00.000+08:00',
      },
    } as const;
    const text = slipText({ ...facts, clocks: [...facts.clocks, again] }, names);
    expect(text).toContain('时限：2 个工作日，12月31日 18:00 前办结');
  });

  it('marks an urgent case and carries what the dispatcher asked for', () => {
    const text = slipText(
      { ...facts, item: { ...facts.item, priority: 'urgent' }, task: '先围蔽再清理' },
      names,
    );
    expect(text).toContain('【交办单】【急】 20241231-A0042');
    expect(text).toContain('要求：先围蔽再清理');
    expect(text).not.toContain(slipWordsZh.defaultTasks.assign);
  });

  it('tells each assisting unit its own task, and its due time where it is another one', () => {
    const own = (unit: string, due: string) =>
      ({
        name: 'handle',
        unit,
        grant: { value: 4, unit: 'workHour', start: '2024-12-31T14:00:00.000+08:00', due },
      }) as const;
    const shared = {
      ...facts,
      parts: [
        { unit: 'zfd', role: 'lead' },
        { unit: 'cgb', role: 'assist', task: '清理路面，现场人 13800001234' },
        { unit: 'hw', role: 'assist' },
      ],
      clocks: [
        own('zfd', '2024-12-31T18:00:00.000+08:00'),
        own('cgb', '2025-01-02T18:00:00.000+08:00'),
        own('hw', '2024-12-31T18:00:00.000+08:00'),
      ],
    } as const;
    const text = slipText(shared, names);
    expect(text).toContain(
      '协办：城市管理办公室（清理路面，现场人 138****1234，2025年1月2日 18:00 前）、hw\n',
    );
    expect(text).toContain('时限：4 工作时，12月31日 18:00 前办结\n');
  });

  it('urges one unit: its own task and limit, what was said, and that the limit has passed', () => {
    const text = slipText(
      {
        ...facts,
        kind: 'urge',
        unit: 'cgb',
        parts: [
          { unit: 'zfd', role: 'lead' },
          { unit: 'cgb', role: 'assist', task: '清理路面' },
        ],
        reason: '已两次电话催办',
        now: '2025-01-01T12:00:00.000+08:00',
      },
      names,
    );
    expect(text.split('\n')).toEqual([
      '【催办单】 20241231-A0042',
      expect.stringMatching(/^事项：/),
      expect.stringMatching(/^地点：/),
      expect.stringMatching(/^网格：/),
      expect.stringMatching(/^情况：/),
      '承办：城市管理办公室',
      '时限：4 工作时，1月1日 10:00 前办结，已超时限',
      '催办：已两次电话催办',
      '要求：清理路面',
      expect.stringMatching(/^回复：/),
    ]);
  });

  it('sends rework to its unit with what the check found; no way to send it back is offered', () => {
    const text = slipText({ ...facts, kind: 'rework', unit: 'zfd', reason: '车辆仍占道' }, names);
    expect(text).toContain('【返工单】 20241231-A0042');
    expect(text).toContain('承办：综合行政执法队');
    expect(text).toContain('返工：车辆仍占道');
    expect(text).toContain(slipWordsZh.defaultTasks.rework);
    expect(text).not.toContain(slipWordsZh.notOurs);
    expect(text).not.toContain('已超时限');
  });

  it('carries no phone number, wherever one was written', () => {
    const phone = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String);
    fc.assert(
      fc.property(
        phone,
        fc.constantFrom('title', 'description', 'place', 'task', 'reason'),
        (number, where) => {
          const words = `现场联系 ${number} 处理`;
          const text = slipText(
            {
              ...facts,
              item: { ...facts.item, title: where === 'title' ? words : '占道' },
              description: where === 'description' ? words : '占道',
              place: { text: where === 'place' ? words : '兴盛路' },
              task: where === 'task' ? words : '清理',
              reason: where === 'reason' ? words : '催办',
            },
            names,
          );
          return !text.includes(number) && text.includes(`${number.slice(0, 3)}****${number.slice(-4)}`);
        },
      ),
      { seed: 20241231 },
    );
  });
});
