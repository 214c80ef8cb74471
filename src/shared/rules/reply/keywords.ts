const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Single characters that carry no matter; a run of others makes a word together (禁停区, which no dictionary knows). */
const EMPTY_CHARS = new Set(
  '的了在是我你您他她它们到从就也都还不没有被把个啊吗呢吧与和及或为因对向给让请来去上下中里外前后这那此该各每又再很太更最得地着过会能可要想将已未无只但而且并则若如之其以于由等多少几人大小时天日月年次件处条唔嘅咗睇俾系喺冇咁啲佢哋該该同埋先至成做到做收出入',
);

/** Words of asking and of the trade that say nothing about the matter itself. */
const EMPTY_WORDS = new Set(
  [
    '希望 尽快 尽早 及时 处理 处置 相关 部门 有关 单位 核实 核查 现场 看看 派人 回复 答复 结果 反馈 长效 办法 要求 请求 建议',
    '投诉 举报 咨询 求助 反映 市民 来电 群众 诉求 表示 请问 想问 跟进 一下 帮忙 帮手 唔该 多谢 谢谢 麻烦 解决 问题 情况 事情 落实 安排',
    '什么 怎么 怎样 如何 为什么 什么时候 何时 几时 哪里 边度 点解 多少 是否 能否 可否 可以 能不能 是不是 有没有 谁 哪个 哪些',
    '现在 已经 一直 每天 今天 昨天 明天 最近 目前 之前 之后 以后 时候 晚上 早上 上午 下午 凌晨 多次 再次 反复 无人 没人 没有 不要 不是',
    '我们 你们 他们 大家 自己 这里 那里 这个 那个 这样 附近 旁边 门口 楼下 对面 周边 进行 存在 出现 发现 发生 影响 导致 造成 认为 觉得 需要 应该',
    '因为 所以 但是 而且 如果 还是 或者 以及 同时 其中 关于 事发 地址 政府 街道 路段 位置 地方 天河区 广州市 广州 天河 方便 联系 盼 整治 加强 管理 处罚',
    '时间 生活 社会 一起 一个 一次 一直 星期 小时 个人 只是 其实 依法 清楚 上门 几点 一些 一点 所有 全部 真的 根本 起码 至少 完全 继续 帮忙',
  ].flatMap((line) => line.split(' ')),
);

/** 十天, 九点, 二十: a number with its measure. */
const AMOUNT = /^[一二三四五六七八九十百两几半]+[天点个次年月号块元米架辆台户层楼分]?$/;

/** The words of a text that carry its matter, once each, in order. Runs of single characters count as one word. */
export function keywordsOf(text: string): string[] {
  const words: string[] = [];
  let run = '';
  const flush = () => {
    if (run.length >= 2) words.push(run);
    run = '';
  };
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    const single = isWordLike && segment.length === 1 && /\p{Script=Han}/u.test(segment);
    if (single && !EMPTY_CHARS.has(segment)) {
      run += segment;
      continue;
    }
    flush();
    const word = isWordLike && segment.length >= 2 && !/^[\d.]+$/.test(segment);
    if (word && !EMPTY_WORDS.has(segment)) words.push(segment);
  }
  flush();
  return [...new Set(words)].filter((word) => !EMPTY_WORDS.has(word) && !AMOUNT.test(word));
}

/** What callers ask for in one word and replies report in another. */
const SAME = [
  ['劝走', '赶走', '劝离', '驱离', '撤离', '劝导'],
  ['清走', '搬走', '拉走', '运走', '清理', '清运', '清除', '收走', '移走', '拖走', '拖移', '搬离', '清掉'],
  ['拆掉', '拆走', '拆除', '拆了'],
  ['修好', '修理', '修补', '修复', '维修', '抢修', '更换', '换掉', '换新'],
  ['补种', '补植', '复绿'],
  ['围起来', '围蔽', '围挡', '护栏'],
  ['查处', '处罚', '立案', '责令', '取缔', '执法'],
  ['制止', '停止', '停工', '劝阻', '责令'],
  ['疏通', '清淤', '通渠'],
  ['减少', '降低', '缩短', '调整'],
  ['加装', '安装', '增设', '装上', '新增'],
  ['增派', '加派', '增加', '值守'],
  ['告知', '说明', '公开', '公示', '告示'],
] as const;
const SAME_AS = new Map<string, readonly string[]>(
  SAME.flatMap((group) => group.map((word) => [word, group] as const)),
);

/** Whether a keyword is heard in a text: itself, another word for it, or of a word of three and more any two neighbours. */
export function isHeard(word: string, text: string): boolean {
  if (text.includes(word) || SAME_AS.get(word)?.some((other) => text.includes(other))) return true;
  if (word.length < 3) return false;
  for (let k = 0; k + 2 <= word.length; k++) {
    const pair = word.slice(k, k + 2);
    if (!EMPTY_WORDS.has(pair) && ![...pair].some((ch) => EMPTY_CHARS.has(ch)) && text.includes(pair))
      return true;
  }
  return false;
}

/** What a question asks for. */
export type QuestionKind = 'when' | 'where' | 'howMuch' | 'how' | 'why' | 'who' | 'whether' | 'what';

/** Something that the report asks for, in its own words. */
export interface Demand {
  readonly text: string;
  readonly question: QuestionKind | null;
  /** Asked for in so many words; a bare question may be rhetorical. */
  readonly demanded: boolean;
  readonly keywords: readonly string[];
}

const QUESTIONS: readonly (readonly [QuestionKind, RegExp])[] = [
  ['when', /什么时候|何时|几时|多久|几天|哪天|几点|时间表|什么时间/],
  ['howMuch', /多少|几钱|几多|什么价|费用是|收费标准/],
  ['where', /哪里|哪儿|边度|在哪|何处|什么地方|去哪/],
  ['why', /为什么|为何|为啥|点解|怎么(?:还|又|会|没|不)|凭什么/],
  ['how', /怎么|怎样|如何|点样|流程|手续|(?:什么|哪些|边啲)(?:材料|资料|证件|条件)/],
  ['who', /谁|哪个(?:部门|单位)|哪家|边个/],
  ['whether', /是否|能否|可否|能不能|可不可以|是不是|有没有|有无|得唔得|可唔可以|可以.*吗|吗[？?]?$|会不会/],
  ['what', /什么|哪些|[？?]/],
];
/** What others demand (公司要求加班) and what was asked of others (曾请人测量) is no demand on the street. */
const DEMAND =
  /(?<!公司|物业|店家|老板|学校|对方|商家|单位|房东)要求|希望|恳请|盼|建议|咨询|求助|请求|唔该|想问|想知道|帮手|麻烦|(?<![曾申聘邀已])请(?![人假客问])|请问|快(?=[派拉来把修清拆])|望(?=贵|政府|街道|有关|相关|尽快|及时|能)/;
const PREFIX =
  /^.*?(?:要求|希望|恳请|请求|请问|想问|想知道|咨询|建议|盼|唔该|麻烦|请)(?:能够?|政府|街道|贵单位|相关部门|有关部门)*/;

/** The kind of a question, or null where the words ask nothing. */
export function questionKind(text: string): QuestionKind | null {
  return QUESTIONS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** A clause as a demand, or null where it asks for nothing. `asking`: a demand of the same sentence stood before it; `questioned`: the sentence ends with a question mark. */
function demandIn(clause: string, asking: boolean, questioned: boolean): Demand | null {
  const text = clause
    .trim()
    .replace(/^(?:并且|同时|以及|并|\d+[、.．])+/, '')
    .replace(/[。！!；;\s]+$/, '');
  if (text.length < 2) return null;
  const question = questionKind(text);
  // 谁都能进, 分不清是谁的: without a question mark or a word of asking it is no question.
  const asks = question !== null && (questioned || question === 'whether');
  const demanded = asking || DEMAND.test(text);
  if (!demanded && !asks) return null;
  return {
    text,
    question: asks || demanded ? question : null,
    demanded,
    keywords: keywordsOf(text.replace(PREFIX, '')),
  };
}

/**
 * The clauses of a report that demand or ask something. A demand goes on over the commas of its sentence: 希望清走，并设禁停区.
 * Callers' notes and addresses in brackets are left out.
 */
export function demandsOf(content: string): Demand[] {
  const plain = content.replace(/[(（【][^()（）【】]{0,200}[)）】]/g, '，');
  const demands: Demand[] = [];
  for (const [sentence] of plain.matchAll(/[^。！？!?\n]+[。！？!?]*/g)) {
    let asking = false;
    for (const clause of sentence.split(/[，,；;：:]|(?=并且|同时|以及|并(?=[^列非不]))/)) {
      asking = asking || DEMAND.test(clause);
      const demand = demandIn(clause, asking, /[？?]$/.test(sentence));
      if (demand) demands.push(demand);
    }
  }
  return demands;
}
