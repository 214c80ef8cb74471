import type { DeviceView } from '@shared/contract/sync';
import { toInstant } from '@shared/rules/time';
import type { HubDevice } from '@shared/sync/hub';
import type { TrustedDevice } from '@shared/sync/station';

/** Devices as the desk lists them: by what events tell of them, and by what hubs know beside (a device may be on several). */
export function deviceViews(
  told: readonly TrustedDevice[],
  atHubs: readonly HubDevice[],
  me: string | undefined,
): DeviceView[] {
  const events = new Map(told.map((one) => [one.device, one]));
  const hubs = new Map<string, HubDevice>();
  for (const one of atHubs) hubs.set(one.device, laterSeen(hubs.get(one.device), one));
  return [...new Set([...events.keys(), ...hubs.keys()])].sort().map((device) => {
    const [event, hub] = [events.get(device), hubs.get(device)];
    return {
      device,
      name: event?.name ?? hub?.name ?? device,
      letter: event?.letter ?? hub?.letter ?? '',
      me: device === me,
      enrolledAt: at(hub?.enrolledMs),
      revokedAt: event?.revoked?.at ?? at(hub?.revokedMs),
      lastSeenAt: at(hub?.lastSeenMs),
    };
  });
}

function at(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : toInstant(ms);
}

function laterSeen(a: HubDevice | undefined, b: HubDevice): HubDevice {
  return a && (a.lastSeenMs ?? -1) > (b.lastSeenMs ?? -1) ? a : b;
}
