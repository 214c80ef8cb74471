import type { Hub } from '@shared/sync/hub';
import type { Station } from '@shared/sync/station';

/** Names asked for at once. */
const AT_ONCE = 500;

/** Data keys on their way: those wanted here are asked for, those erased here are erased at the hub too. */
export class KeyExchange {
  private readonly erased = new Set<string>();

  constructor(
    private readonly hub: Hub,
    private readonly station: Station,
  ) {}

  /** Ask the hub for the keys that commits here speak of. Resolves with how many came. */
  async fetch(): Promise<number> {
    const wanted = await this.station.wantedKeys();
    let came = 0;
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      const { keys, erased } = await this.hub.keysNamed(wanted.slice(at, at + AT_ONCE));
      if (keys.length > 0 || erased.length > 0) await this.station.takeKeys(keys, erased);
      came += keys.length;
    }
    return came;
  }

  /**
   * Have the hub erase what was erased by an event, behind the push that may have brought the event's commit; told once over this
   * connection. A commit that came here another way (a package, another hub) may not be there: asked again at the next look.
   */
  async erase(): Promise<void> {
    const fresh = (await this.station.erasedKeys()).filter((name) => !this.erased.has(name));
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const names = fresh.slice(at, at + AT_ONCE);
      const left = new Set(await this.hub.eraseKeys(names));
      for (const name of names) if (!left.has(name)) this.erased.add(name);
    }
  }
}
