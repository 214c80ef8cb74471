import { Button } from 'antd';
import { shell, useErrand } from '../../work/calls';
import { useSay } from '../../work/say';

/** Where files went, with a way to their folder. */
export function Written({ title, files }: { title: string; files: readonly string[] }) {
  const t = useSay();
  const { problem, run } = useErrand();
  const [first] = files;
  if (first === undefined) return null;
  return (
    <div className="dl-result" role="status">
      <div className="dl-file">
        <b>{title}</b>
        <Button size="small" type="link" onClick={() => run(() => shell('file.show', { path: first }))}>
          {t('sheets:show')}
        </Button>
      </div>
      {files.map((file) => (
        <div key={file} className="dl-file">
          {file}
        </div>
      ))}
      {problem && <div className="wk-problem">{problem}</div>}
    </div>
  );
}
