import type { ShellOutput } from '@shared/contract/shell';
import type { PackagePreview } from '@shared/contract/sync';
import { useEffect, useState } from 'react';
import { shell, useErrand } from '../work/calls';
import { wantsDigits, wantsPassword } from './courier';

export type Opened = NonNullable<ShellOutput<'courier.open'>>;
export type Taken = ShellOutput<'courier.take'>;

/** Where the dialog stands: choose a file, give its password, look, or be done. */
export type Stage =
  | { readonly at: 'choose' }
  | { readonly at: 'password'; readonly path: string | undefined; readonly wrong: boolean }
  /** `password`: what opened it, for opening it again. */
  | { readonly at: 'opened'; readonly opened: Opened; readonly password: string | undefined }
  | { readonly at: 'taken'; readonly taken: Taken };

interface Given {
  readonly password?: string | undefined;
  readonly trust?: string;
}

/** A package's way in: opened, perhaps again with a password or with the digits of its sender, and taken. `path`: a dropped file. */
export function useCourierImport(path: string | undefined) {
  const { busy, problem, code, run, clear } = useErrand();
  const [stage, setStage] = useState<Stage>({ at: 'choose' });
  const open = (from?: string, { password, trust }: Given = {}) =>
    void run(async () => {
      try {
        const opened = await shell('courier.open', {
          ...(from ? { path: from } : {}),
          ...(password ? { password } : {}),
          ...(trust ? { trust } : {}),
        });
        if (opened) setStage({ at: 'opened', opened, password });
      } catch (error) {
        const wanted = wantsPassword(error);
        if (!wanted) throw error;
        setStage({ at: 'password', path: wanted.path ?? from, wrong: password !== undefined });
      }
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is opened once
  useEffect(() => {
    if (path) open(path);
  }, [path]);
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
    trust: (shown: PackagePreview, digits: string) =>
      open(shown.file, { password: stage.at === 'opened' ? stage.password : undefined, trust: digits }),
    take: ({ token }: PackagePreview) =>
      void run(async () => setStage({ at: 'taken', taken: await shell('courier.take', { token }) })),
    other: () => {
      clear();
      setStage({ at: 'choose' });
    },
  };
}
