import { accesses } from './access';
import { cases } from './case';
import { centre } from './centre';
import { devices } from './devices';
import { erasures } from './erasure';
import { intakes } from './intake';
import { ledger } from './ledger';
import { notices } from './notice';
import { tables } from './registry';
import { reports } from './report';

/** Every aggregate of the program. What there is of commands, events and streams is derived from this list. */
export const aggregates = [
  reports,
  cases,
  intakes,
  ledger,
  notices,
  tables,
  devices,
  centre,
  erasures,
  accesses,
] as const;
