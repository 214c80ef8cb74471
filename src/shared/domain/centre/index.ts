import { defineAggregate } from '../aggregate';
import { nameCentreKey } from './commands';
import { decideCentre } from './decide';
import { CENTRE } from './events';
import { centreStream } from './evolve';

/** What holds for a centre as a whole. */
export const centre = defineAggregate({
  name: 'centre',
  stream: centreStream,
  commands: [nameCentreKey],
  begins: { 'centre-key.name': ['centre-key.named'] },
  rights: { 'centre-key.name': { sentBy: 'program' } },
  decide: (command, { streams, at }) => decideCentre(streams.get(centreStream, CENTRE), command, at),
});
