import type { WrittenFile } from '@shared/contract/files';
import { Button } from 'antd';
import { shell, useErrand } from '../work/calls';
import { useSay } from '../work/say';

/** A file that was written, with the way to it. */
export function FileLine({ file }: { file: WrittenFile }) {
  const t = useSay();
  const { problem, run } = useErrand();
  return (
    <>
      <div className="dl-file">
        <span>{file.name}</span>
        <Button size="small" type="link" onClick={() => run(() => shell('file.show', { token: file.token }))}>
          {t('sharing:courier.show')}
        </Button>
      </div>
      {problem ? <div className="wk-problem">{problem}</div> : null}
    </>
  );
}
