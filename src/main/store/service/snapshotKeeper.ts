import type { Projection } from '../projection/projection';
import { saveSnapshot } from '../projection/snapshot';
import type { SnapshotMaker } from './makeSnapshot';
import { foldersOf } from './open';

/** A tail of one commit to so many in the folder is applied at a start sooner than a snapshot is written. */
const COMMITS_PER_TAIL = 500;

/** Knows how far the last snapshot lies back, and has the next one made: apart where it can, else by the store itself. */
export class SnapshotKeeper {
  private making: Promise<void> | undefined;
  private closed = false;
  /** Called before the store makes one itself: rows that wait to be written belong into it. */
  before: () => void = () => {};

  /** `behind`: commits that the newest snapshot does not hold. */
  constructor(
    private readonly dataDir: string,
    private readonly projection: Projection,
    private readonly maker: SnapshotMaker | undefined,
    private behind: number,
  ) {}

  /** Commits were applied. */
  applied(commits: number): void {
    this.behind += commits;
  }

  /** Make a snapshot where the tail is longer than `after`, and long for a folder of this size. */
  makeIfDue(after: number): void {
    if (!this.isDue(after) || this.making) return;
    if (!this.maker) {
      this.makeHere();
      return;
    }
    const { behind } = this;
    this.making = this.maker
      .make({ dataDir: this.dataDir, position: this.projection.head().position })
      .then(
        () => {
          this.behind -= behind;
        },
        (error: Error) => {
          if (this.closed) return;
          // A snapshot is a cache: the next attempt is the store's own, since the other way does not go.
          console.error(`snapshot not made apart: ${error.message}`);
          this.makeHere();
        },
      )
      .finally(() => {
        this.making = undefined;
      });
  }

  /** Make a snapshot in this process, which stands still meanwhile. */
  makeHere(): void {
    try {
      this.before();
      const { position } = this.projection.head();
      saveSnapshot(foldersOf(this.dataDir).cache, this.projection.db.export(), position);
      this.behind = 0;
    } catch (error) {
      // A snapshot is a cache: without it the next start takes longer, and nothing is lost.
      console.error(`snapshot not written: ${(error as Error).message}`);
    }
  }

  /** Resolves when no snapshot is being made. */
  async made(): Promise<void> {
    await this.making;
  }

  /** Stop what is being made apart; the last one is made here where it is due. */
  close(writable: boolean): void {
    this.closed = true;
    if (this.making) this.maker?.stop();
    if (writable && this.isDue(1)) this.makeHere();
  }

  /** Is the tail long? The larger the folder, the longer it may be before writing all of it anew pays. */
  private isDue(after: number): boolean {
    return this.behind >= Math.max(after, this.projection.head().position / COMMITS_PER_TAIL);
  }
}
