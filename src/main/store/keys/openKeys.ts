import { CodedError } from '@shared/contract/errors';
import type { Disk } from '../journal/disk';
import type { CentreKey } from './centre';
import { DataKeys } from './dataKeys';
import { KEY_FILE } from './keyScan';

/** What the journal knows about a folder's keys. */
export interface JournalOnKeys {
  /** Ids of the centre's keys that were named. */
  readonly named: readonly string[];
  /** Names whose keys were erased. */
  readonly erased: readonly string[];
  /** Did this folder itself seal anything? Asked only where there is no key file, since the journal is read for it. */
  sealedHere(): boolean;
}

/** The data keys of an opened folder, and what stands in the way of writing. */
export interface OpenedKeys {
  readonly keys: DataKeys | undefined;
  /** Why the folder may only be read: `store.keyMissing`, `store.keyWrong`, `store.keysMissing`, `store.keysDamaged`. */
  readonly problem: CodedError | undefined;
}

/** A centre's key that is not to be had by unlocking a key store: nothing may be written beside it. */
const FOR_GOOD: ReadonlySet<string> = new Set(['store.keyMissing', 'store.keyWrong']);

/**
 * Open the data keys of a folder: the centre's key must be the one that the journal names, and the key file whole. With `write` (the
 * folder is locked) what the journal erased is overwritten again, whatever was put back in the meantime, and what a kill left is
 * mended. Never throws for what it finds.
 */
export function openKeys(
  dataDir: string,
  centreKey: CentreKey | CodedError | undefined,
  journal: JournalOnKeys,
  write: boolean,
  disk?: Disk,
): OpenedKeys {
  if (!centreKey) return { keys: undefined, problem: undefined };
  if (centreKey instanceof CodedError)
    return { keys: undefined, problem: FOR_GOOD.has(centreKey.code) ? centreKey : undefined };
  const keys = new DataKeys(dataDir, centreKey.key, disk);
  const { named } = journal;
  const strange = named.length > 0 ? !named.includes(keys.wrap) : keys.otherCentre;
  if (strange)
    return { keys: undefined, problem: new CodedError('store.keyWrong', { file: 'keys/centre.json' }) };
  keys.markErased(journal.erased);
  const problem = problemOf(keys, journal);
  if (!problem && write) settle(keys);
  return { keys, problem };
}

function problemOf(keys: DataKeys, journal: JournalOnKeys): CodedError | undefined {
  const found = keys.examine();
  if (found && found.kind !== 'missing')
    return new CodedError('store.keysDamaged', { file: found.file, line: found.line, offset: found.offset });
  if (found || (!keys.exists && journal.sealedHere()))
    return new CodedError('store.keysMissing', { file: KEY_FILE });
  return undefined;
}

/** A disk that cannot be written now is no reason not to open: nothing erased opens meanwhile, and it is tried again. */
function settle(keys: DataKeys): void {
  try {
    keys.settle();
  } catch (error) {
    console.error(`keys not settled: ${(error as Error).message}`);
  }
}
