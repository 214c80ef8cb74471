import { useMemo } from 'react';
import { useNames } from './kit/directory';
import { type Say, useSay } from './kit/say';
import { commandsOf, type RoomCommand } from './rooms';
import { openDialog, showScreen, useDesk } from './state';
import { type Shortcut, useShortcuts } from './state/shortcuts';

/** Do what a command does. */
export function runCommand(command: RoomCommand): void {
  if (command.opens !== undefined) openDialog(command.opens);
  else if (command.shows !== undefined) showScreen(command.shows);
  else command.run();
}

/** The name of a command, in the language of the screen. */
export function commandLabel({ label }: RoomCommand, say: Say): string {
  return typeof label === 'string' ? say(label) : label(say);
}

function shortcutOf(command: RoomCommand, say: Say): Shortcut {
  const { id, group, keys, notWhileTyping } = command;
  return {
    id,
    group,
    keys: keys ?? [],
    label: commandLabel(command, say),
    always: notWhileTyping !== true,
    run: () => runCommand(command),
  };
}

/** What the rooms offer at any time. What hangs on what is on screen (the moves of an item) is offered by what shows it. */
export function useCommands(): void {
  const say = useSay();
  const savedViews = useDesk((state) => state.savedViews);
  const operators = useNames().directory?.operators;
  const list = useMemo<readonly Shortcut[]>(
    () => commandsOf({ savedViews, operators: operators ?? [] }).map((command) => shortcutOf(command, say)),
    [say, savedViews, operators],
  );
  useShortcuts(list);
}
