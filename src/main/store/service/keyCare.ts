import { CodedError } from '@shared/contract/errors';
import type { DataKeys } from '../keys/dataKeys';

/** What the care of keys needs of the store. */
export interface KeyHost {
  mayWrite(): boolean;
  /** Something failed at the key files; `stops`: nothing may be written any more. */
  failed(error: CodedError, stops: boolean): void;
}

/** What a store does for its key files: erasures carried out, and carried out again where a disk refused; the copy brought up. */
export class KeyCare {
  constructor(
    private readonly keys: DataKeys | undefined,
    private readonly host: KeyHost,
  ) {}

  /** Are the keys of all erased names overwritten? */
  get erased(): boolean {
    return this.keys?.erasuresDone !== false;
  }

  /** These names were erased by the journal: their keys are overwritten, now or, where the disk refuses, as soon as it is well. */
  erase(names: readonly string[]): void {
    if (!this.keys || names.length === 0) return;
    this.keys.markErased(names);
    this.finish();
  }

  /** Overwrite what is erased and not overwritten yet; returns false where the disk refuses. */
  finish(): boolean {
    const { keys } = this;
    if (!keys || keys.erasuresDone || !this.host.mayWrite()) return true;
    return this.tend(() => keys.finishErasures());
  }

  /** Bring the copy of the key file up to it. */
  follow(): void {
    const { keys } = this;
    if (keys && this.host.mayWrite()) this.tend(() => keys.follow());
  }

  private tend(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      console.error(`keys: ${(error as Error).message}`);
      if (error instanceof CodedError) this.host.failed(error, error.code === 'store.keysDamaged');
      return false;
    }
  }
}
