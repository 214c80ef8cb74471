import type { Hub } from '@shared/sync/hub';
import type { Vector } from '@shared/sync/vector';

/** Calls of one exchange, to the hub and to the station, after which it is held to go round for ever: those that end have some hundreds. */
const MOST_CALLS = 5000;

/** Rounds whose movements are told where there is no rest. */
const TOLD_ROUNDS = 3;

/** Movements of a round that are told. */
const TOLD_MOVES = 20;

/** Calls that are told where an exchange has no end. */
const TOLD_CALLS = 8;

/** What moves between stations and hub, counted and not timed, so that whatever never ends can be told by its name. */
export class Movement {
  private calls: { readonly call: string; readonly args: string }[] = [];
  private moves: string[] = [];
  private rounds: string[][] = [];

  /** An exchange begins. */
  begin(): void {
    this.calls = [];
  }

  /** `side` as this name sees it, with every call counted. @throws from a call that is one too many, with what goes round. */
  counted<Side extends object>(name: string, side: Side): Side {
    return new Proxy(side, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...args: readonly unknown[]): unknown => {
          this.called({ call: `${name}.${String(key)}`, args: textOf(args) });
          return Reflect.apply(member, target, args);
        };
      },
    });
  }

  /** The hub as a station uses it, with what it gives and gets noted. */
  noted(name: string, hub: Hub): Hub {
    const noted = Object.create(hub) as Hub;
    noted.push = async (batch) => {
      const answer = await hub.push(batch);
      const { chain, from, lines } = batch;
      const what = `${chain} ${from} to ${from + lines.length - 1}`;
      if (!answer.ok) this.moves.push(`${name} pushes ${what}: ${answer.why}`);
      else if (answer.fresh > 0) this.moves.push(`${name} pushes ${what}, ${answer.fresh} new`);
      return answer;
    };
    noted.pull = async (since, limit) => {
      const answer = await hub.pull(since, limit);
      for (const { chain, from, lines } of answer.batches)
        this.moves.push(`${name} pulls ${chain} ${from} to ${from + lines.length - 1}`);
      return answer;
    };
    noted.keysNamed = async (names) => {
      const answer = await hub.keysNamed(names);
      this.moves.push(`${name} asks for ${names.length} keys, ${answer.keys.length} come`);
      return answer;
    };
    noted.alarm = async (kind, about, detail) => {
      this.moves.push(`${name} raises ${kind} about ${about}: ${detail}`);
      await hub.alarm(kind, about, detail);
    };
    return noted;
  }

  /** Rounds are counted from here: what moved before is no matter any more. */
  beginRounds(): void {
    this.moves = [];
    this.rounds = [];
  }

  /** A round of everybody is over: did nothing move in it? */
  endRound(): boolean {
    const quiet = this.moves.length === 0;
    this.rounds.push(this.moves);
    this.moves = [];
    return quiet;
  }

  /** What moved in the last rounds, and where the stations differ. */
  told(vectors: ReadonlyMap<string, Vector>): string {
    const from = Math.max(0, this.rounds.length - TOLD_ROUNDS);
    const rounds = this.rounds.slice(from).flatMap((moves, index) => {
      const left = moves.length - TOLD_MOVES;
      const more = left > 0 ? [`and ${left} more`] : [];
      return [`round ${from + index + 1}:`, ...[...moves.slice(0, TOLD_MOVES), ...more].map(indent)];
    });
    return [...rounds, ...differing(vectors)].join('\n');
  }

  private called(one: { readonly call: string; readonly args: string }): void {
    this.calls.push(one);
    if (this.calls.length <= MOST_CALLS) return;
    const counts = new Map<string, number>();
    for (const { call } of this.calls) counts.set(call, (counts.get(call) ?? 0) + 1);
    const most = [...counts].sort(([, a], [, b]) => b - a).map(([call, count]) => `${call} ${count} times`);
    const last = this.calls.slice(-TOLD_CALLS).map(({ call, args }) => indent(`${call} ${args}`));
    this.calls = [];
    throw new Error(`an exchange has no end: ${most.join(', ')}; at last\n${last.join('\n')}`);
  }
}

/** Chains that not everybody holds equally far. */
function differing(vectors: ReadonlyMap<string, Vector>): string[] {
  const chains = new Set([...vectors.values()].flatMap((vector) => Object.keys(vector)));
  return [...chains].sort().flatMap((chain) => {
    const held = [...vectors].map(([name, vector]) => ({ name, seq: vector[chain] ?? 0 }));
    const even = new Set(held.map(({ seq }) => seq)).size === 1;
    return even ? [] : [`${chain}: ${held.map(({ name, seq }) => `${name} up to ${seq}`).join(', ')}`];
  });
}

function indent(line: string): string {
  return `  ${line}`;
}

/** What a call was given, in short. */
function textOf(args: readonly unknown[]): string {
  const text = JSON.stringify(args, (_key, value: unknown) =>
    value instanceof Uint8Array ? `${value.length} bytes` : value,
  );
  return text.slice(0, 200);
}
