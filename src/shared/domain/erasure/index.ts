import { defineAggregate } from '../aggregate';
import { decideErasure, eraseCaller } from './decide';
import { erasureStreams } from './evolve';

/** Callers that were erased for good (删除来电人信息). */
export const erasures = defineAggregate({
  name: 'erasure',
  stream: erasureStreams,
  commands: [eraseCaller],
  begins: { 'caller.erase': ['caller.erased'] },
  rights: { 'caller.erase': { deed: 'caller.erase', sentBy: 'confirmed' } },
  decide: (command, { streams, ctx, at }) => decideErasure(command, streams, ctx, at),
});
