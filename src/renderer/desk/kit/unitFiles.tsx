import type { WrittenFile } from '@shared/contract/files';
import { Progress } from 'antd';
import { useState } from 'react';
import { errorText } from '../../common/i18n';
import { useAsyncAction } from './calls';
import { useSay } from './say';
import { Written } from './Written';

/** What came of writing a file for each of some units. */
export interface UnitFiles {
  readonly done: number;
  readonly of: number;
  readonly files: readonly WrittenFile[];
  /** Names of units with what went wrong. */
  readonly failed: readonly { readonly unit: string; readonly problem: string }[];
}

/** Writes the file of a unit into the folder of this token, or into one that main asks for; null where that was cancelled. */
type WriteUnit = (
  unit: string,
  folder: string | undefined,
) => Promise<{ readonly files: readonly WrittenFile[]; readonly folder: string } | null>;

/** One file after the other, into the folder that the first one was put into: a failure of one does not stop the others. */
export function useUnitFiles(write: WriteUnit) {
  const t = useSay();
  const action = useAsyncAction();
  const [made, setMade] = useState<UnitFiles>();
  const make = (units: readonly { readonly unit: string; readonly name: string }[]) =>
    action.run(async () => {
      let folder: string | undefined;
      let now: UnitFiles = { done: 0, of: units.length, files: [], failed: [] };
      for (const { unit, name } of units) {
        try {
          const written = await write(unit, folder);
          if (!written) return;
          folder ??= written.folder;
          now = { ...now, files: [...now.files, ...written.files] };
        } catch (error) {
          now = { ...now, failed: [...now.failed, { unit: name, problem: errorText(t, error) }] };
        }
        now = { ...now, done: now.done + 1 };
        setMade(now);
      }
    });
  return { ...action, made, make };
}

interface UnitFilesMadeProps {
  readonly busy: boolean;
  readonly made: UnitFiles | undefined;
  /** Above the files that were written. */
  readonly title: (count: number) => string;
}

/** How far it has come; then what failed and where the files went. */
export function UnitFilesMade({ busy, made, title }: UnitFilesMadeProps) {
  if (!made) return null;
  if (busy) return <Progress percent={Math.round((made.done / made.of) * 100)} status="active" />;
  return (
    <>
      {made.failed.map((one) => (
        <div key={one.unit} className="wk-problem">
          {one.unit}：{one.problem}
        </div>
      ))}
      <Written title={title(made.files.length)} files={made.files} />
    </>
  );
}
