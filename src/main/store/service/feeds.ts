import type { FeedMessage, FeedName } from '@shared/contract/contract';

type Send = (message: unknown) => void;

/** Who follows what; a follower is freed when its port closes. */
export class FeedHub {
  private readonly followers = new Map<string, Set<Send>>();

  follow(feed: string, send: Send): () => void {
    const set = this.followers.get(feed) ?? new Set<Send>();
    this.followers.set(feed, set);
    set.add(send);
    return () => set.delete(send);
  }

  publish<N extends FeedName>(feed: N, message: FeedMessage<N>): void {
    for (const send of this.followers.get(feed) ?? []) send(message);
  }
}

/** Calls `work` at once, then at most once per `gapMs`, the last call never lost: screens follow at once and are not flooded. */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private again = false;

  constructor(
    private readonly gapMs: number,
    private readonly work: () => void,
  ) {}

  call(): void {
    if (this.timer) {
      this.again = true;
      return;
    }
    this.work();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (!this.again) return;
      this.again = false;
      this.call();
    }, this.gapMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
