import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { shell, useAsyncAction } from './calls';
import { useSay } from './say';

/** The code with which a call ends that reads a file and was stopped. */
export const READING_STOPPED = 'parse.cancelled';

/** A foreign file is being read: for how long already, and a way to stop it. How far it is no reader can tell. */
export function Reading() {
  const t = useSay();
  const { busy, run } = useAsyncAction();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="dl-row" role="status">
      <span>{t('dialogs:reading.text', { seconds })}</span>
      <Button size="small" loading={busy} onClick={() => run(() => shell('parse.cancel', {}))}>
        {t('dialogs:reading.stop')}
      </Button>
    </div>
  );
}
