import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppealKind } from '../../domain/common';
import type { ReplyFacts, ReplyKnowns } from './check';
import { nearNames } from './nearNames';
import { codesOf, fullFacts, knowns } from './testing';

const root = resolve(import.meta.dirname, '../../../../resources');
const json = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

interface Named {
  readonly name: string;
  readonly short?: string;
  readonly aliases?: readonly string[];
}

/** Every name of the shipped registry and map, as the store gives them to the check. */
const names: string[] = [
  ...(json('registry/units.json').units as Named[]),
  ...['estates', 'buildings', 'schools', 'communities'].flatMap(
    (file) => json(`registry/${file}.json`) as Named[],
  ),
  ...['roads', 'landmarks'].flatMap((file) =>
    (json(`map/${file}.geojson`).features as { properties: Named }[]).map(({ properties }) => properties),
  ),
].flatMap(({ name, short, aliases }) => [name, short ?? '', ...(aliases ?? [])].filter((one) => one !== ''));
const known: ReplyKnowns = { ...knowns, names };

/** Kind, class, words and place of a report, the reply, and what the check has to say of it. */
const examples: readonly (readonly [AppealKind, string, string, string, string, readonly string[]])[] = [
  [
    'complaint',
    '流动摊贩占道',
    '楼下卖水果的三轮用喇叭循环喊“十块三斤”，从下午四点喊到十一点，我家娃根本没法写作业。请管管喇叭，希望能劝走。',
    '冼村路261号',
    '市民您好：您反映冼村路261号附近有流动摊贩占道经营并使用高音喇叭扰民的问题已收悉。经街道综合行政执法队于2025年1月1日晚到现场核查，发现一名摊贩在人行道售卖水果并用喇叭叫卖，情况属实。执法人员当场对其进行劝离，责令其停止使用喇叭。下一步，街道将加强该路段夜间巡查。感谢您的监督与支持。',
    [],
  ],
  [
    'suggest',
    '路灯照明',
    '建议在金穗路到华夏路口加装路灯，晚上太黑。',
    '金穗路',
    '您好！关于您建议在金穗路与华夏路口加装路灯一事，经与区住建园林局现场勘查，该路口现有照度符合规范要求，且地下管线密集，暂不具备增设条件。我们已将您的建议纳入2025年道路改造需求库。感谢您的建议。',
    [],
  ],
  [
    'consult',
    '供水（停水、水压、爆管）',
    '请问华成路今晚几点恢复供水？停水有没有通知？',
    '华成路',
    '您好，您咨询的华成路停水问题，经联系供水公司，因爆管抢修临时停水，预计今晚22时恢复供水。因属突发情况，未能提前通知，敬请谅解。',
    [],
  ],
  [
    'report',
    '违法建设',
    '海文路学校围墙边一小卖部向人行道扩建，要求核实是否有规划许可，并在寒假前拆除恢复。',
    '海文路',
    '经查，该小卖部位于海文路学校围墙外侧，现场扩建约30平方米，未能提供规划许可证明。执法队已立案调查，并于1月2日送达《责令限期改正通知书》，要求当事人于1月18日前自行拆除，逾期将依法强制拆除。',
    [],
  ],
  [
    'praise',
    '道路保洁不到位',
    '想表扬华成路的环卫阿姨，落雨都一早出来扫，条街好干净。',
    '华成路',
    '您好！感谢您对华成路环卫工人的肯定，我们已将您的表扬转达环卫站，并将继续做好道路保洁工作，欢迎您继续监督。',
    [],
  ],
  [
    'complaint',
    '广场舞等社会生活噪音',
    '广场舞音响太大，要求限定时间和音量。',
    '花城广场',
    '您好，您反映的花城广场问题我们高度重视，已第一时间转交相关部门处理，后续将持续跟进，感谢您的支持与理解，祝您生活愉快。',
    ['noMatter', 'noEcho', 'onlyForwarded'],
  ],
  [
    'complaint',
    '机动车违停与僵尸车',
    '送餐面包车长期停公交站黄格，公交停路中间上下客。',
    '华穗路204号',
    '您好。经交警大队核实，华惠路204号公交站确有面包车违停，已对粤A3K87违停车辆依法查处，并在公交站黄格增设隔离柱；如您再次发现，可拨打110或12345反映。',
    ['plate', 'nameTypo', 'noPlace'],
  ],
];

function factsOf(kind: AppealKind, className: string, content: string, place: string): ReplyFacts {
  const { case: _case, ...rest } = fullFacts;
  return {
    ...rest,
    report: { ...rest.report, appealKind: kind, title: className, className, content, place },
  };
}

describe('replies as they are written', () => {
  it.each(examples)('%s %s', (kind, className, content, place, reply, codes) => {
    const found = codesOf(reply, factsOf(kind, className, content, place), known);
    expect(found).toEqual(codes);
  });

  it('the words of the demo hold no name that looks like a slip', () => {
    const texts: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value === 'string') texts.push(value);
      else if (value && typeof value === 'object') Object.values(value).forEach(walk);
    };
    for (const k of [1, 2, 3]) walk(json(`demo/matters-${k}.json`));
    expect(texts.length).toBeGreaterThan(300);
    expect(texts.flatMap((text) => nearNames(text, names))).toEqual([]);
  });
});
