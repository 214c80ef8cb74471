import { readdirSync } from 'node:fs';
import type { Capability } from '@shared/contract/capability';
import { actions, capabilities, queries } from '@shared/contract/contract';
import { describe, expect, it } from 'vitest';
import { actionHandlers } from '../service/actions';
import { answers } from '.';

const namesOf = (rooms: object): string[] =>
  Object.values(rooms).flatMap((room: object) => Object.keys(room));
const filesOf = (folder: string): string[] =>
  readdirSync(new URL(folder, import.meta.url)).map((file) => file.replace(/\.ts$/, ''));

describe('who answers', () => {
  it('gives each question one answer, in the room of its capability, and none that nobody asks', () => {
    expect(namesOf(answers).sort()).toEqual(Object.keys(queries).sort());
    for (const [name, { queries: own = {} }] of Object.entries<Capability>(capabilities))
      expect(Object.keys(answers[name] ?? {}).sort(), name).toEqual(Object.keys(own).sort());
  });

  it('gives each action one handler, in the room of its capability', () => {
    expect(namesOf(actionHandlers).sort()).toEqual(Object.keys(actions).sort());
    for (const [name, room] of Object.entries(actionHandlers)) {
      const { actions: own } = capabilities[name as keyof typeof actionHandlers];
      expect(Object.keys(room).sort(), name).toEqual(Object.keys(own).sort());
    }
  });

  it('keeps answers and handlers in files of the capability’s name', () => {
    expect(filesOf('.')).toEqual(expect.arrayContaining(Object.keys(answers)));
    expect(filesOf('../service/actions')).toEqual(expect.arrayContaining(Object.keys(actionHandlers)));
    expect(filesOf('../../../shared/contract')).toEqual(expect.arrayContaining(Object.keys(capabilities)));
    expect(filesOf('../../ipc/handlers').sort()).toEqual(
      [
        'index',
        ...Object.keys(capabilities).filter(
          (name) => 'shell' in capabilities[name as keyof typeof capabilities],
        ),
      ].sort(),
    );
  });
});
