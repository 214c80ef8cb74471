import type { Channel, Photo } from '@shared/domain/common';
import { MINUTE_MS, toInstant, toMs } from '@shared/rules/time';
import { z } from 'zod';
import { type ReadResource, readJson } from '../seed/resources';
import { makeRandom } from './random';
import { clockOf } from './script';
import type { Slot } from './slot';

const FOLDER = 'demo/pictures';

const keptSchema = z.strictObject({ file: z.string(), sha256: z.string().length(64) });
const pictureSchema = keptSchema.extend({ thumb: keptSchema });
/** Before and after, drawn from the same spot. */
const sceneSchema = z.strictObject({ before: pictureSchema, after: pictureSchema });
const indexSchema = z.strictObject({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  mime: z.literal('image/jpeg'),
  scenes: z.record(z.string(), z.array(sceneSchema).min(1)),
});
/** The pictures of the demo by matter, as `scripts/demo/draw.mjs` writes them. */
export type PictureIndex = z.infer<typeof indexSchema>;
/** A place as it was seen before and after. */
export type Scene = z.infer<typeof sceneSchema>;

/** Reads the index of the pictures. @throws Error naming what is wrong with it. */
export function readPictureIndex(read: ReadResource): PictureIndex {
  return readJson(read, `${FOLDER}/index.json`, indexSchema);
}

/** Every picture and thumbnail of the demo: its path among the resources and its hash. @throws as {@link readPictureIndex}. */
export function pictureFiles(read: ReadResource): { path: string; sha256: string }[] {
  const scenes = Object.values(readPictureIndex(read).scenes).flat();
  return scenes
    .flatMap(({ before, after }) => [before, before.thumb, after, after.thumb])
    .map(({ file, sha256 }) => ({ path: `${FOLDER}/${file}`, sha256 }));
}

/** Which titles a scene fits: a matter has many faces, and a picture shows one. */
const FITS: readonly (readonly [matter: string, title: RegExp, scene: string])[] = [
  ['litter', /垃圾/, 'litter'],
  ['bins', /垃圾桶|投放点|收运/, 'bins'],
  ['sweep', /路面不洁|油污|落叶|污渍|烟头|竹签/, 'sweep'],
  ['debris', /余泥|建筑垃圾|装修废料|大件|沙石/, 'debris'],
  ['leaflet', /电箱/, 'leaflet'],
  ['stall', /流动摊贩|水果|摊贩聚集/, 'stall'],
  ['shopfront', /超门线经营|桌椅|餐桌|占道堆货/, 'shopfront'],
  ['ebikes', /占满|盲道|乱停|停满|横停|位不足|复停/, 'ebikes'],
  ['bikes', /淤积|堆|倒伏|爆满|位不足|坏单车/, 'bikes'],
  ['pavement', /侧石/, 'kerb'],
  ['pavement', /破损|塌陷|缺砖|松动|平整|破碎/, 'pavement'],
  ['kerb', /./, 'kerb'],
  ['heap', /./, 'heap'],
  ['rail', /./, 'rail'],
  ['bollard', /止车柱/, 'bollard'],
  ['lamp', /路灯不亮/, 'lamp'],
];
/** The scenes that show the night. */
const DARK = new Set(['lamp']);
const OWN = new Set(['videoPatrol', 'snapshot', 'dailyPatrol']);
/** Officers of 12319 photograph what they report; what is still worked on when the demo ends shows it. */
const OFFICERS_FROM = toMs('2024-12-20T00:00:00.000+08:00');

function photographs(channel: Channel, ms: number): boolean {
  return OWN.has(channel) || (channel === 'urban12319' && ms >= OFFICERS_FROM);
}

/** Whether the light of a scene is that of a moment; in the twilight between, neither is. */
function lightFits(scene: string, ms: number): boolean {
  const minute = clockOf(ms);
  return DARK.has(scene) ? minute >= 18.5 * 60 || minute < 5.5 * 60 : minute >= 7 * 60 && minute < 18 * 60;
}

/** Gives findings their pictures. Draws from a stream of its own: the rest of the demo does not know of it. */
export class Pictures {
  private readonly random;

  constructor(
    private readonly index: PictureIndex,
    seed: number,
  ) {
    this.random = makeRandom(seed ^ 0x50_1c_70);
  }

  /** A scene for what somebody found on the spot, if one shows what its title says. */
  sceneFor({ channel, matter, ms }: Slot, title: string): Scene | undefined {
    if (!photographs(channel, ms) || /咨询|表扬|建议/.test(title)) return undefined;
    const name = FITS.find(([key, words]) => key === matter.key && words.test(title))?.[2];
    if (!name || !lightFits(name, ms)) return undefined;
    return this.random.pick(this.index.scenes[name] ?? []);
  }

  before(scene: Scene, ms: number): Photo[] {
    return [this.photo(scene.before, 'before', ms, '现场')];
  }

  /** The picture of the handling; none where its light would give it away. */
  after(scene: Scene, ms: number): Photo[] {
    const [name = ''] = Object.entries(this.index.scenes).find(([, all]) => all.includes(scene)) ?? [];
    return lightFits(name, ms) ? [this.photo(scene.after, 'after', ms, '处置后')] : [];
  }

  private photo(
    { sha256, thumb }: Scene['before'],
    kind: 'before' | 'after',
    ms: number,
    name: string,
  ): Photo {
    const { mime, width, height } = this.index;
    const takenAt = toInstant(Math.floor(ms / MINUTE_MS) * MINUTE_MS);
    return { sha256, mime, width, height, thumb: thumb.sha256, kind, takenAt, name };
  }
}
