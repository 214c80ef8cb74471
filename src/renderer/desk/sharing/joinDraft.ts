import type { ShellInput } from '@shared/contract/shell';
import { create } from 'zustand';

/** What was typed so far: it outlives the form, so that an error or a look elsewhere costs nothing. Never written anywhere. */
export interface JoinDraft {
  readonly address: string;
  readonly code: string;
  readonly name: string;
  readonly linkName: string;
  readonly ca: string;
  readonly live: boolean;
  readonly minutes: number;
}

const empty: JoinDraft = {
  address: '',
  code: '',
  name: '',
  linkName: '',
  ca: '',
  live: true,
  minutes: 5,
};

export const useJoinDraft = create<JoinDraft>()(() => empty);

export function forgetJoin(): void {
  useJoinDraft.setState(empty, true);
}

export type Missing = 'address' | 'code' | 'name' | 'ca';

/** What is still missing, or cannot be right; undefined where the form can be sent. */
export function missingOf(draft: JoinDraft): Missing | undefined {
  if (draft.address.trim() === '') return 'address';
  if (draft.code.trim().length < 8) return 'code';
  if (draft.name.trim() === '') return 'name';
  if (draft.ca.trim() !== '' && !draft.ca.includes('-----BEGIN CERTIFICATE-----')) return 'ca';
  return undefined;
}

/** The call as the contract wants it. */
export function joinInput(draft: JoinDraft): ShellInput<'sync.join'> {
  const ca = draft.ca.trim();
  return {
    address: draft.address.trim(),
    code: draft.code.trim(),
    name: draft.name.trim(),
    linkName: draft.linkName.trim(),
    mode: draft.live ? { kind: 'live' } : { kind: 'period', minutes: draft.minutes },
    ...(ca === '' ? {} : { ca }),
  };
}
