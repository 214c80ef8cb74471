import { storable } from '../rules/text/storable';
import type { Commit, Fact } from './envelope';
import { upcast } from './knowledge';

/** The facts of a commit, in their order, each in the latest version that this program knows. What no screen or paper should show of another desk's texts is left out here, for all of them. */
export function factsOf(commit: Commit): Fact[] {
  return commit.events.map(upcast).map((event, index) => ({
    ref: `${commit.device}.${commit.incarnation}.${commit.seq}.${index}`,
    stream: event.stream,
    type: event.type,
    v: event.v,
    rank: event.rank,
    basis: event.basis,
    at: event.at,
    data: storable(event.data),
    sealed: event.sealed,
    hlc: commit.hlc,
    device: commit.device,
    incarnation: commit.incarnation,
    seq: commit.seq,
    index,
    actor: commit.actor,
    onBehalfOf: commit.onBehalfOf,
    via: commit.via,
    saidBy: storable(commit.saidBy),
    lateReason: storable(commit.lateReason),
    recordedAt: commit.recordedAt,
    cause: commit.cause,
    commandId: commit.id,
  }));
}
