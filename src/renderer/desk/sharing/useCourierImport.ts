import type { ShellOutput } from '@shared/contract/shell';
import type { PackagePreview } from '@shared/contract/sync';
import { useEffect, useState } from 'react';
import { type ChosenFile, shell, tokenOf, useAsyncAction } from '../kit/calls';
import { wantsDigits, wantsPassword } from './courier';

export type Opened = NonNullable<ShellOutput<'courier.open'>>;
export type Taken = ShellOutput<'courier.take'>;

/** Where the dialog stands: choose a file, give its password, look, or be done. */
export type Stage =
  | { readonly at: 'choose' }
  | {
      readonly at: 'password';
      readonly source: ChosenFile | undefined;
      readonly name: string | undefined;
      readonly wrong: boolean;
    }
  /** `password`: what opened it, for opening it again. */
  | { readonly at: 'opened'; readonly opened: Opened; readonly password: string | undefined }
  | { readonly at: 'taken'; readonly taken: Taken };

interface Given {
  readonly password?: string | undefined;
  readonly trust?: string;
}

/** A package's way in: opened, perhaps again with a password or with the digits of its sender, and taken. `file`: a dropped one. */
export function useCourierImport(file: ChosenFile | undefined) {
  const { busy, problem, code, run, clear } = useAsyncAction();
  const [stage, setStage] = useState<Stage>({ at: 'choose' });
  const open = (from?: ChosenFile, { password, trust }: Given = {}) =>
    void run(async () => {
      try {
        const opened = await shell('courier.open', {
          ...(from ? { file: await tokenOf(from) } : {}),
          ...(password ? { password } : {}),
          ...(trust ? { trust } : {}),
        });
        if (opened) setStage({ at: 'opened', opened, password });
      } catch (error) {
        const wanted = wantsPassword(error);
        if (!wanted) throw error;
        const { source = from, name } = wanted;
        setStage({ at: 'password', source, name, wrong: password !== undefined });
      }
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is opened once
  useEffect(() => {
    if (file) open(file);
  }, [file]);
  const preview = stage.at === 'opened' && stage.opened.kind === 'package' ? stage.opened.preview : undefined;
  return {
    stage,
    preview,
    /** The sender is not known: nothing can be taken before its digits were compared. */
    stranger: preview !== undefined && wantsDigits(preview),
    busy,
    problem,
    code,
    open,
    trust: (digits: string) => {
      if (stage.at !== 'opened' || stage.opened.kind !== 'package') return;
      open(stage.opened.source, { password: stage.password, trust: digits });
    },
    take: ({ token }: PackagePreview) =>
      void run(async () => setStage({ at: 'taken', taken: await shell('courier.take', { token }) })),
    other: () => {
      clear();
      setStage({ at: 'choose' });
    },
  };
}
