import { describe, expect, it } from 'vitest';
import { type ActionEntry, defineContract, gather, merged, type ShellEntry } from './capability';
import { actions, capabilities, feeds, queries, wallFeeds, wallQueries } from './contract';
import { shellCalls } from './shell';

const withoutDeed = (entries: Readonly<Record<string, ActionEntry | ShellEntry>>): string[] =>
  Object.keys(entries)
    .filter((name) => entries[name]?.deed === null)
    .sort();
const sentBy = (sender: string): string[] =>
  Object.entries<ActionEntry>(actions)
    .filter(([, { from }]) => (from ?? []).some((one) => one === sender))
    .map(([name]) => name)
    .sort();

describe('the list of capabilities', () => {
  it('has every entry of every capability under its own name, and no other', () => {
    const told = Object.values(capabilities).flatMap((one) =>
      Object.keys('queries' in one ? one.queries : {}),
    );
    expect(Object.keys(queries).sort()).toEqual(told.sort());
    const calls = Object.values(capabilities).flatMap((one) => Object.keys('shell' in one ? one.shell : {}));
    expect(Object.keys(shellCalls).sort()).toEqual(calls.sort());
  });

  it('refuses a name that is told twice: the later one would take the rights of the earlier', () => {
    const one = defineContract({ actions: { twice: { ...actions['clock.confirm'] } } });
    expect(() => gather({ one, other: one }, 'actions')).toThrow('twice is told twice');
    expect(() => merged([{ a: 1 }, { b: 2 }, { a: 3 }])).toThrow('a is told twice');
  });
});

/** Whoever widens one of these lists says so here. */
describe('what needs nobody, and who else may', () => {
  it('lets the wall ask and follow what it shows, and nothing that only a desk needs', () => {
    expect([...wallQueries].sort()).toEqual(
      ['counters', 'directory.wall', 'health', 'map.data', 'map.points', 'sync.age', 'wall.board'].sort(),
    );
    expect(Object.keys(feeds).filter((feed) => !wallFeeds.includes(feed))).toEqual(['sync']);
  });

  it('has few actions that nobody need sit there for', () => {
    expect(withoutDeed(actions)).toEqual(
      [
        'command.confirmed',
        'data.build',
        'data.join',
        'rules.check',
        'rules.readYear',
        'session.may',
        'session.set',
      ].sort(),
    );
  });

  it('has few calls to main that nobody need sit there for', () => {
    expect(withoutDeed(shellCalls)).toEqual(
      [
        'app.info',
        'app.speak',
        'courier.safety',
        'displays.list',
        'file.show',
        'help.open',
        'notify',
        'parse.cancel',
        'sync.status',
        'wall.close',
        'wall.open',
      ].sort(),
    );
  });

  it('leaves main’s own actions to main, and the command line imports', () => {
    expect(sentBy('main')).toEqual(['command.confirmed', 'data.join', 'session.may']);
    expect(sentBy('cli')).toEqual(['import.cancel', 'import.start']);
    for (const name of sentBy('main')) {
      const { from }: ActionEntry = actions[name as keyof typeof actions];
      expect(from, name).toEqual(['main']);
    }
  });
});
