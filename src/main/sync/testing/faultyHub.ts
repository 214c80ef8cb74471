import { CodedError } from '@shared/contract/errors';
import type { Hub } from '@shared/sync/hub';

/** What happens to a call: it goes through, never arrives, or arrives and its answer is lost. */
export type Fate = 'through' | 'cut' | 'lost';

type Call = Exclude<keyof Hub, 'onNews' | 'close'>;

const CALLS: readonly Call[] = [
  'hello',
  'vector',
  'hashAt',
  'push',
  'pull',
  'putKeys',
  'keysNamed',
  'eraseKeys',
  'attachments',
  'putChunk',
  'finishAttachment',
  'chunk',
  'devices',
  'alarm',
];

/** A hub behind a line that may be cut at any call; `fate` decides, `seen` counts what arrived. */
export function faultyHub(
  hub: Hub,
  fate: (call: Call, args: readonly unknown[]) => Fate | Promise<Fate>,
  seen: (call: Call, args: readonly unknown[]) => void = () => {},
): Hub {
  const faulty: Record<string, unknown> = {
    onNews: (listener: () => void) => hub.onNews(listener),
    close: () => hub.close(),
  };
  for (const name of CALLS) {
    const run = hub[name].bind(hub) as (...args: unknown[]) => Promise<unknown>;
    faulty[name] = async (...args: unknown[]): Promise<unknown> => {
      const what = await fate(name, args);
      if (what === 'cut') throw new CodedError('sync.unreachable');
      seen(name, args);
      const answer = await run(...args);
      if (what === 'lost') throw new CodedError('sync.unreachable');
      return answer;
    };
  }
  return faulty as unknown as Hub;
}
