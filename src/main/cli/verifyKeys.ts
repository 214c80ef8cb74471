import { CodedError } from '@shared/contract/errors';
import { CENTRE } from '@shared/domain/centre/events';
import type { Commit, Sealed } from '@shared/domain/envelope';
import type { CentreKey } from '../store/keys/centre';
import { DataKeys } from '../store/keys/dataKeys';
import { inspectKeys, type KeyFinding } from '../store/keys/inspect';
import { wrapIdOf } from '../store/keys/keyLine';
import { erasedBy } from '../store/projection/dataKeys';

/** What a proof of a folder's keys found. */
export interface KeyProof {
  readonly ok: boolean;
  /** The centre's key was at hand and every sealed event was opened; else only names were compared. */
  readonly opened: boolean;
  /** Why the centre's key was not at hand, where there should be one: `store.keyMissing`, `store.key`. */
  readonly problem: string | null;
  /** Ids of the centre's keys as the journal names them, and of the one in this folder. More than one name is a fault. */
  readonly named: readonly string[];
  readonly id: string | null;
  /** Sealed events, and how many of them were erased. */
  readonly sealed: number;
  readonly erased: number;
  /** Streams whose sealed events have no key here that opens them, though nobody erased them, with how many events. */
  readonly missing: readonly { readonly stream: string; readonly events: number }[];
  /** What is wrong in the key file, and in its copy (which is made anew at the next start). */
  readonly findings: readonly KeyFinding[];
  readonly copy: readonly KeyFinding[];
}

/** The sealed events of a journal, collected on a walk over it. */
export class SealedEvents {
  private readonly sealed: { readonly stream: string; readonly sealed: Sealed }[] = [];
  private readonly erased = new Set<string>();
  private readonly named = new Set<string>();

  add(commit: Commit): void {
    for (const event of commit.events) {
      const { stream, sealed, type, data } = event;
      if (sealed) this.sealed.push({ stream, sealed });
      const erased = erasedBy(event);
      if (erased !== undefined) this.erased.add(erased);
      if (stream === CENTRE && type === 'centre-key.named') this.named.add(String(data.key));
    }
  }

  /** Prove that each opens, unless it was erased. */
  prove(dataDir: string, centreKey: CentreKey | CodedError | undefined): KeyProof {
    const key = centreKey instanceof CodedError ? undefined : centreKey?.key;
    const found = inspectKeys(dataDir, { centreKey: key, erased: this.erased });
    const id = key ? wrapIdOf(key) : null;
    const keys = key && new DataKeys(dataDir, key);
    keys?.markErased(this.erased);
    const erasedNames = (name: string): boolean => this.erased.has(name) || found.erased.has(name);
    const lacks = ({ sealed }: { readonly sealed: Sealed }): boolean =>
      keys ? keys.open(sealed) === undefined : !found.names.has(sealed.key);
    const missing = new Map<string, number>();
    for (const one of this.sealed)
      if (!erasedNames(one.sealed.key) && lacks(one))
        missing.set(one.stream, (missing.get(one.stream) ?? 0) + 1);
    // A folder that nothing was ever sealed in needs no key file.
    const none = this.sealed.every(({ sealed }) => erasedNames(sealed.key)) && found.lines === 0;
    const findings = none ? found.findings.filter(({ kind }) => kind !== 'missing') : found.findings;
    const named = [...this.named].sort();
    const problem = centreKey instanceof CodedError ? centreKey.code : null;
    const right = named.length <= 1 && (id === null || named.length === 0 || named.includes(id));
    const real = findings.filter(({ kind }) => kind !== 'torn');
    return {
      ok: real.length === 0 && missing.size === 0 && right && problem !== 'store.keyMissing',
      opened: keys !== undefined,
      problem,
      named,
      id,
      sealed: this.sealed.length,
      erased: this.sealed.filter(({ sealed }) => erasedNames(sealed.key)).length,
      missing: [...missing].map(([stream, events]) => ({ stream, events })),
      findings,
      copy: found.copyFindings,
    };
  }
}
