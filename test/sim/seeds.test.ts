import { afterAll, describe, it } from 'vitest';
import { modelMeeting } from './hubs';
import { stepsOf } from './plan';
import { simulate } from './run';
import { Ground } from './site';

const ground = new Ground();
afterAll(() => ground.remove());

/** What a seed once failed with, made as small as it goes: the steps stay the same whatever plans are made of later. */
function replay(seed: number, stations: number, steps: string) {
  return () =>
    simulate({ seed, stations, steps: stepsOf(steps) }, ground, async (time) => modelMeeting(time));
}

describe('what seeds once found', () => {
  it(
    'seed 5: copies of commits that were never held here are no gap behind what holds their numbers',
    replay(
      5,
      3,
      `clone@0:393467 commit@0:563329 cut@0:73429 revoke@0:185024 commit@2:601521 push@2:460315
       together@1:878886`,
    ),
  );

  it(
    'seed 185: who holds what another one copied keeps its numbers, and does not take it in again at every start',
    replay(
      185,
      4,
      `commit@0:899858 newer@0:936524 crashLater@3:534581 release@0:623488 clone@0:690894 round@1:157808
       hold@1:374186 together@1:963044 busy@1:520305 round@0:383641 lose@1:379315 crashNow@1:807479`,
    ),
  );

  it(
    'seed 12: two desks that took in the same row each can open what the other sealed',
    replay(12, 3, 'commit@1:410833 sheet@2:146039'),
  );

  it(
    'a clone that wrote apart and was then put elsewhere: what it wrote under numbers of another is written again',
    replay(
      1,
      3,
      `clone@0:5 commit@3:11 commit@3:12 backup@3:1 commit@0:13 commit@0:14 round@0:1 restore@3:9
       commit@3:15`,
    ),
  );

  it(
    'a backup that was put back unnoticed finds at the hub what it had written before',
    replay(
      1,
      3,
      `backup@0:1 commit@0:13 commit@0:14 round@0:1 round@1:2 restore@0:1 commit@0:15 commit@0:16
       reopen@0:1 round@1:1`,
    ),
  );

  it(
    'seed 405: a revocation that the power cut off behind its flush is not asked for again under another id for ever',
    replay(405, 5, 'crashLater@4:274399 commit@4:779358 revoke@4:290842'),
  );

  it(
    'seed 660: the same of another computer, whose own chain goes on behind what nobody was told of',
    replay(660, 4, 'crashLater@1:185108 commit@1:878096 revoke@1:981819'),
  );

  it(
    'seed 896: a backup of before any key, whose own sealed entries came back before their keys did, opens after a crash',
    replay(
      896,
      4,
      `backup@0:767827 sheet@0:249671 clone@3:863388 together@2:962922 cut@0:437922 restore@0:87231
       busy@3:76358 crashLater@0:620175 round@0:13050`,
    ),
  );

  it(
    'seed 999: the same of a backup that was put back in place',
    replay(
      999,
      2,
      `backup@0:316529 commit@0:800654 clone@1:375708 jump@0:368688 busy@0:737253 restore@0:84356
       crashLater@0:333648 commit@0:377339 newer@0:246841 round@0:366973`,
    ),
  );
});
