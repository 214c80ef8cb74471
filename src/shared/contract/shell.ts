import type { z } from 'zod';
import { gather } from './capability';
import { capabilities } from './contract';

/**
 * What windows ask of the main process: windows, dialogs, files. Checked there against sender, session and schema. No call names a
 * file by its path: `file` and `folder` are tokens that main gave for what a person chose or dropped. Errors of those that take one:
 * `path.token`, `path.own`, `path.notFile`; of those that ask a person: `consent.declined`, `consent.open`; of all with a deed in the
 * table "who may": `session.none`, `session.role` or the deed's own.
 */
export const shellCalls = gather(capabilities, 'shell');

export type ShellCalls = typeof shellCalls;
export type ShellName = keyof ShellCalls;
export type ShellInput<N extends ShellName> = z.input<ShellCalls[N]['input']>;
export type ShellOutput<N extends ShellName> = z.infer<ShellCalls[N]['output']>;
