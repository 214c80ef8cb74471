import type { Ack, ActionInput, ActionName, ActionOutput } from '@shared/contract/contract';
import type { ShellInput, ShellName, ShellOutput } from '@shared/contract/shell';
import type { EnvelopeInput } from '@shared/domain/commands';
import { useRef, useState } from 'react';
import { query, unwrap } from '../../common/client';
import { centreMs } from '../../common/clock';
import { errorText } from '../../common/i18n';
import { deskApi } from './api';
import { useSay } from './say';
import { Sending } from './sending';

/** An id for a command: pressed twice, or sent again after a lost answer, it is still one command. */
export function newCommandId(): string {
  return crypto.randomUUID();
}

const sending = new Sending({
  command: async (envelope) => unwrap(await deskApi().command(envelope)),
  fate: async (id) => (await query('command.fate', { id })).ack,
  nowMs: centreMs,
});

/** Send a command; after a lost answer the next try under its id first asks what became of it. Errors: as {@link Sending.send}. */
export function send(envelope: EnvelopeInput): Promise<Ack> {
  return sending.send(envelope);
}

export async function act<N extends ActionName>(name: N, input: ActionInput<N>): Promise<ActionOutput<N>> {
  return unwrap(await deskApi().action(name, input));
}

export async function shell<N extends ShellName>(name: N, input: ShellInput<N>): Promise<ShellOutput<N>> {
  return unwrap(await deskApi().shell(name, input));
}

/** A file to open: a dropped one, or main's token for one. Without either main asks for it. */
export type ChosenFile = File | string;

/** Main's token for it: no path goes through the page. Errors: `path.*`. */
export async function tokenOf(file: ChosenFile): Promise<string> {
  return typeof file === 'string' ? file : unwrap(await deskApi().fileOf(file)).token;
}

/** The words of a picture's path; empty where it has none (pasted pictures). */
export function pathOf(file: File): string {
  try {
    return deskApi().pathOf(file);
  } catch {
    return '';
  }
}

/** The code of a failure, where it has one. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Run something that may fail: `busy` while it runs, `problem` in words and its code until the next try. One run at a time. */
export function useAsyncAction(): {
  busy: boolean;
  problem: string | undefined;
  code: string | undefined;
  run: <T>(action: () => Promise<T>) => Promise<T | undefined>;
  clear: () => void;
} {
  const t = useSay();
  const [state, setState] = useState<{ busy: boolean; problem?: string; code?: string | undefined }>({
    busy: false,
  });
  const running = useRef(false);
  const run = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setState({ busy: true });
    try {
      const value = await action();
      setState({ busy: false });
      return value;
    } catch (error) {
      setState({ busy: false, problem: errorText(t, error), code: codeOf(error) });
      return undefined;
    } finally {
      running.current = false;
    }
  };
  return {
    busy: state.busy,
    problem: state.problem,
    code: state.code,
    run,
    clear: () => setState({ busy: false }),
  };
}

/** Put text on the clipboard; where the page may not use the clipboard directly, by the old way of a selection. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const box = document.createElement('textarea');
  const focused = document.activeElement;
  box.value = text;
  box.style.position = 'fixed';
  box.style.opacity = '0';
  document.body.append(box);
  box.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    box.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
