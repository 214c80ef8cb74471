import type { WrittenFile } from '@shared/contract/files';
import { Button } from 'antd';
import { shell, useAsyncAction } from '../kit/calls';
import { useSay } from '../kit/say';

/** A file that was written, with the way to it. */
export function FileLine({ file }: { file: WrittenFile }) {
  const t = useSay();
  const { problem, run } = useAsyncAction();
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
