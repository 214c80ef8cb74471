import { Button } from 'antd';
import { shell, useErrand } from '../work/calls';
import { useSay } from '../work/say';

/** A file that was written, with the way to it. */
export function FileLine({ file }: { file: string }) {
  const t = useSay();
  const { problem, run } = useErrand();
  return (
    <>
      <div className="dl-file">
        <span>{file}</span>
        <Button size="small" type="link" onClick={() => run(() => shell('file.show', { path: file }))}>
          {t('sharing:courier.show')}
        </Button>
      </div>
      {problem ? <div className="wk-problem">{problem}</div> : null}
    </>
  );
}
