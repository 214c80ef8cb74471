import { type Command, commandSchema } from '@shared/domain/commands';
import { type Channel, channelGroup } from '@shared/domain/common';
import { viaSchema } from '@shared/domain/envelope';
import { fromLocalMinute, toMs } from '@shared/rules/time';
import { z } from 'zod';
import { type ReadResource, readJson } from '../seed/resources';
import type { Source } from './days';
import type { Script } from './script';
import type { World } from './world';

const PATH = 'demo/stories.json';

/** A step of a story: local time, who, and a command in which `@name` stands for an id, text for a place and `scheme/code` for a class. */
const stepSchema = z.strictObject({
  story: z.string(),
  at: z.string(),
  by: z.string(),
  via: viaSchema.optional(),
  onBehalfOf: z.string().optional(),
  saidBy: z.string().optional(),
  command: z.looseObject({ type: z.string() }),
});
type Step = z.infer<typeof stepSchema>;

/** A step with everything put in: ready to be told. */
interface Told {
  readonly ms: number;
  readonly step: Step;
  readonly command: Command;
}

/** The stories of the year (`resources/demo/stories.json`): the emergency, the broadband, the wall, the couriers. */
export interface Stories {
  readonly steps: readonly Told[];
  /** Reports that they bring, by source: the rest of the year has so many fewer. */
  readonly reports: Readonly<Record<Source, number>>;
}

/** Stream id of a case of a story by its name, such as `hole`. */
export const storyCase = (name: string): string => `case:demo-${name}`;

const SOURCE = { hotline12345: 'hotline', urban12319: 'urban', ownFinding: 'own', others: 'others' } as const;

function reportIds(steps: readonly Step[], world: World): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { command } of steps) {
    if (command.type !== 'report.receive') continue;
    const name = String(command.reportId).slice(1);
    const no = command.outsideNo;
    const computed = typeof no === 'string' ? world.ids.reportOf(String(command.channel), no) : undefined;
    ids.set(name, computed ?? `report:demo-${name}`);
  }
  return ids;
}

function resolved(step: Step, ids: ReadonlyMap<string, string>, world: World): Command {
  const raw: Record<string, unknown> = { ...step.command };
  const name = (value: unknown) => String(value).slice(1);
  if ('reportId' in raw) {
    const id = ids.get(name(raw.reportId));
    if (!id) throw new Error(`resources/${PATH}: no report is called ${String(raw.reportId)} (${step.at})`);
    raw.reportId = id;
  }
  if (raw.outsideNo !== undefined) delete raw.reportId;
  if ('caseId' in raw) raw.caseId = storyCase(name(raw.caseId));
  if ('follows' in raw) raw.follows = storyCase(name(raw.follows));
  if (typeof raw.place === 'string') raw.place = world.places.named(raw.place);
  if (typeof raw.receivedAt === 'string') raw.receivedAt = fromLocalMinute(raw.receivedAt);
  if (typeof raw.classRef === 'string') {
    const [scheme, code] = raw.classRef.split('/');
    raw.classRef = { scheme, code };
  }
  const parsed = commandSchema.safeParse(raw);
  if (!parsed.success)
    throw new Error(`resources/${PATH}, step of ${step.at}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Reads the stories. @throws Error naming the step that is wrong. */
export function readStories(read: ReadResource, world: World): Stories {
  const steps = readJson(read, PATH, z.array(stepSchema));
  const ids = reportIds(steps, world);
  const reports: Record<Source, number> = { hotline: 0, urban: 0, own: 0, others: 0 };
  const told = steps.map((step) => {
    const command = resolved(step, ids, world);
    if (command.type === 'report.receive') reports[SOURCE[channelGroup(command.channel as Channel)]]++;
    return { ms: toMs(fromLocalMinute(step.at)), step, command };
  });
  return { steps: told, reports };
}

/** Tells the stories. */
export function tellStories(stories: Stories, script: Script): void {
  for (const { ms, step, command } of stories.steps) {
    script.add(ms, step.by, command, { via: step.via, onBehalfOf: step.onBehalfOf, saidBy: step.saidBy });
  }
}
