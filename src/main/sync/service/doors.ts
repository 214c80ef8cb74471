import type { Link } from '@shared/contract/sync';
import type { Hub } from '@shared/sync/hub';
import { PgHub } from '../hub/pgHub';
import type { DeviceKeys } from '../identity/deviceKeys';
import { accessOf, EnrolHub, type HubPlace, JoinHub } from '../identity/joinHub';

/** The ways into a hub: as an enrolled device, as one that lets others in, and with a one-time code. */
export interface Doors {
  hub(link: Link, device: string): Hub;
  enrol(link: Link, device: string): Promise<Pick<EnrolHub, keyof EnrolHub>>;
  join(place: HubPlace, code: string): Promise<Pick<JoinHub, keyof JoinHub>>;
}

/** The doors of PostgreSQL. The password is derived from the device's secret each time. */
export function pgDoors(keys: DeviceKeys, program: string): Doors {
  const access = (link: Link, device: string): ReturnType<typeof accessOf> =>
    accessOf({ address: link.address, ca: link.ca, program }, link.street, device, keys);
  return {
    hub: (link, device) => new PgHub(access(link, device)),
    enrol: (link, device) => EnrolHub.open(access(link, device)),
    join: (place, code) => JoinHub.open({ ...place, program }, code),
  };
}
