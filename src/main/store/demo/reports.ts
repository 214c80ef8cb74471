import type { Command } from '@shared/domain/commands';
import type { AppealKind, Channel, ClassRef } from '@shared/domain/common';
import type { RuleBook } from '@shared/rules/ruleBook';
import { toInstant } from '@shared/rules/time';
import { TIME_WORDS } from './days';
import type { Scene } from './pictures';
import type { DemoPlace } from './places';
import { PUBLIC, type Slot } from './slot';
import { fill, type Matter } from './texts';
import type { World } from './world';

type Receive = Extract<Command, { type: 'report.receive' }>;

/** A report as it will be told: everything of the command, with what the plan needs to know besides. */
export interface DraftReport {
  readonly id: string;
  readonly ms: number;
  readonly channel: Channel;
  readonly matter: Matter;
  readonly at: DemoPlace;
  readonly title: string;
  readonly classRef: ClassRef;
  readonly appealKind?: AppealKind | undefined;
  /** By which of its own ways the hotline got it, as its sheet says. */
  readonly sheetSource?: string | undefined;
  /** Somebody saw whether it is real before it was filed (核实). */
  verify?: { readonly sent: number; readonly done: number; readonly said?: string } | undefined;
  /** Nobody has replied to it yet when the demo ends. */
  unanswered?: boolean;
  /** What our own people photographed, and how the place looks once it is done. */
  readonly scene?: Scene | undefined;
  readonly body: Omit<Receive, 'type' | 'reportId'>;
}

const ANSWERED: ReadonlySet<Channel> = new Set(['hotline12345', 'urban12319', 'delegate']);

/** Whether somebody waits for a reply once the case of a report is closed: `owesReply` before there is a state to ask. */
export function isOwed({ channel, body }: DraftReport): boolean {
  return ANSWERED.has(channel) || (PUBLIC.has(channel) && body.caller?.phone !== undefined);
}

const KIND_WEIGHTS: readonly (readonly [AppealKind, number])[] = [
  ['complaint', 54],
  ['help', 24],
  ['report', 10],
  ['suggest', 6],
  ['consult', 5],
];

/** The kind of appeal: what the words plainly are, else by how frequent the kinds are among those the class knows. */
function kindOf(words: string, classRef: ClassRef, rules: RuleBook, world: World): AppealKind {
  const known = rules.classRow(classRef)?.appealKinds ?? ['complaint'];
  if (/表扬|感谢|夸一下/.test(words)) return 'praise';
  if (/请问|怎么办|吗？|哪里|什么时候/.test(words) && known.includes('consult')) return 'consult';
  if (/建议|加多/.test(words) && known.includes('suggest')) return 'suggest';
  const { random } = world;
  const allowed = KIND_WEIGHTS.filter(([kind]) => kind !== 'consult' && known.includes(kind));
  let x = random.next() * allowed.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of allowed) {
    x -= weight;
    if (x < 0) return kind;
  }
  return known[0] ?? 'complaint';
}

function slotsOf(slot: Slot, at: DemoPlace, title: string, world: World): Record<string, string> {
  const { random } = world;
  return {
    p: at.place.text,
    road: at.road,
    e: at.estate,
    x: title,
    n: String(2 + random.int(8)),
    n2: String(12 + random.int(48)),
    d: String(2 + random.int(8)),
    t: random.pick(TIME_WORDS[slot.matter.time]),
  };
}

function citizenWords(slot: Slot, at: DemoPlace, main: string, world: World): string {
  const { random, texts } = world;
  const { openers, closers } = texts.phrases;
  const text = at.place.text;
  const where =
    slot.source === 'hotline' && !main.includes(text) ? `（事发地址：天河区冼村街道${text}）` : '';
  return `${random.pick(openers)}${main}${random.pick(closers)}${where}`;
}

function caller(world: World, wishes: string[]): NonNullable<Receive['caller']> {
  const { random } = world;
  if (random.chance(0.15)) return { name: '匿名', wishes: [] };
  const known = random.chance(0.22) ? random.int(160) : 160 + random.int(7000);
  const { surnames } = world.texts.phrases;
  const surname = surnames[(known * 7) % surnames.length] ?? '陈';
  const digits = String((known * 37) % 10_000).padStart(4, '0');
  const phone = `${known % 3 === 0 ? '1390000' : '1380000'}${digits}`;
  return { name: `${surname}${known % 2 === 0 ? '女士' : '先生'}`, phone, wishes };
}

/** Two digits of year, month and day and a random rest, as the hotline numbers its orders; 12319 counts per day. */
function outsideNo(slot: Slot, world: World): string {
  const day = toInstant(slot.ms).slice(0, 10).replaceAll('-', '');
  if (slot.source === 'hotline') {
    const rest = String(world.random.int(1_000_000_000)).padStart(9, '0');
    return `${day.slice(2)}${rest}-01`;
  }
  const n = (world.urbanSerial.get(day) ?? 50_000) + 1;
  world.urbanSerial.set(day, n);
  return `${day}${n}`;
}

function refOf(path: string): ClassRef {
  const [scheme = '', code = ''] = path.split('/');
  return { scheme, code };
}

function classOf(slot: Slot): ClassRef {
  const { hotline, event } = slot.matter;
  const byHotline = slot.source === 'hotline' || slot.source === 'others';
  if ((byHotline || !event) && hotline) return { scheme: 'xc-12345', code: hotline };
  return refOf(event ?? '');
}

/** The title of a report and what it says. */
function wordsOf(slot: Slot, at: DemoPlace, said: Said, world: World): [phrase: string, content: string] {
  const { random, texts } = world;
  const { channel, matter } = slot;
  const slots = slotsOf(slot, at, random.pick(matter.titles), world);
  const seen = slots.x ?? '';
  if (channel === 'videoPatrol') return [seen, fill(random.pick(texts.phrases.video), slots)];
  if (byOfficer(slot)) return [seen, fill(random.pick(texts.phrases.patrol), slots)];
  const [phrase, sentence] = said;
  if (channel === 'snapshot') return [phrase, `随手拍：${fill(sentence, slots)}`];
  return [phrase, citizenWords(slot, at, fill(sentence, slots), world)];
}

/** Title and sentence of a citizen. */
type Said = Matter['words'][number];

function byOfficer({ source, channel }: Slot): boolean {
  return source === 'urban' || channel === 'dailyPatrol' || channel === 'videoPatrol';
}

const ofEstate = ([, sentence]: Said) => sentence.includes('{e}');

/** What is said, and where: a sentence about an estate is said of an estate. */
function sayAndPlace(slot: Slot, world: World, given: DemoPlace | undefined): { said: Said; at: DemoPlace } {
  const { random, places } = world;
  const { words, where } = slot.matter;
  if (!given) {
    const said = random.pick(words);
    const kind = ofEstate(said) && !byOfficer(slot) ? 'estate' : random.pick(where);
    return { said, at: places.any(kind, random) };
  }
  const fitting = given.place.how === 'estate' ? words : words.filter((one) => !ofEstate(one));
  return { said: random.pick(fitting.length > 0 ? fitting : words), at: given };
}

function idOf(slot: Slot, world: World, no: string | undefined): string {
  return no ? world.ids.reportOf(slot.channel, no) : `report:${world.random.hex(16)}`;
}

/** Writes the report of a slot; one that repeats another (`repeats`) is about the same place, in other words. */
export function writeReport(slot: Slot, world: World, repeats?: DraftReport): DraftReport {
  const { random, rules } = world;
  const { matter, channel, source } = slot;
  const camera = channel === 'videoPatrol' ? random.pick(world.places.cameras) : undefined;
  const { said, at } = sayAndPlace(slot, world, repeats?.at ?? slot.at ?? camera?.at);
  const [phrase, content] = wordsOf(slot, at, said, world);
  const classRef = classOf(slot);
  const appealKind = source === 'hotline' ? kindOf(content, classRef, rules, world) : undefined;
  const title = `${at.place.text} ${phrase}`;
  const no = source === 'hotline' || source === 'urban' ? outsideNo(slot, world) : undefined;
  const wantsReply = source === 'hotline' && (appealKind === 'consult' || random.chance(0.4));
  const wishes = wantsReply ? ['要求回复'] : random.chance(0.3) ? ['方便联系'] : [];
  const calls = source === 'hotline' || channel === 'phone' || channel === 'walkIn';
  // Most of 随手拍 comes from the street's own people; the rest from citizens, who leave a number.
  const calling = calls || (channel === 'snapshot' && random.chance(0.25));
  // One place, one scene: who reports it again does not see another street.
  const scene = repeats ? undefined : world.pictures.sceneFor(slot, phrase);
  const body: DraftReport['body'] = {
    channel,
    title,
    content,
    classRef,
    place: at.place,
    photos: scene ? world.pictures.before(scene, slot.ms) : [],
    receivedAt: toInstant(Math.floor(slot.ms / 1000) * 1000),
    ...(no ? { outsideNo: no } : {}),
    ...(appealKind ? { appealKind } : {}),
    ...(calling ? { caller: caller(world, wishes) } : {}),
    ...(camera ? { camera: camera.id } : {}),
  };
  return {
    id: idOf(slot, world, no),
    ms: slot.ms,
    channel,
    matter,
    at,
    title,
    classRef,
    appealKind,
    sheetSource: source === 'hotline' ? random.pick(world.texts.phrases.sources) : undefined,
    scene,
    body,
  };
}
