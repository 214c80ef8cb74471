import type { WrittenFile } from '@shared/contract/files';
import { Button } from 'antd';
import { shell, useAsyncAction } from './calls';
import { useSay } from './say';

/** Where files went, with a way to their folder. */
export function Written({ title, files }: { title: string; files: readonly WrittenFile[] }) {
  const t = useSay();
  const { problem, run } = useAsyncAction();
  const [first] = files;
  if (first === undefined) return null;
  return (
    <div className="dl-result" role="status">
      <div className="dl-file">
        <b>{title}</b>
        <Button
          size="small"
          type="link"
          onClick={() => run(() => shell('file.show', { token: first.token }))}
        >
          {t('sheets:show')}
        </Button>
      </div>
      {files.map((file) => (
        <div key={file.token} className="dl-file">
          {file.name}
        </div>
      ))}
      {problem && <div className="wk-problem">{problem}</div>}
    </div>
  );
}
