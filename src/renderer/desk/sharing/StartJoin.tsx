import { ConfigProvider } from 'antd';
import { useSay } from '../kit/say';
import { Themed } from '../kit/Themed';
import { AlarmLine } from './Alarms';
import { JoinForm } from './JoinForm';
import { JoinWaiting } from './JoinWaiting';
import { useSharing } from './store';
import '../kit/kit.css';
import './sharing.css';

/** On the first start: join a centre that is there already, then wait to be let in. */
export default function StartJoin({ onBack }: { onBack: () => void }) {
  const t = useSay();
  const status = useSharing((state) => state.status);
  return (
    <Themed>
      <ConfigProvider button={{ autoInsertSpace: false }}>
        <div className="d-start sy-start">
          {status?.state === 'joining' ? (
            <JoinWaiting joining={status.joining} />
          ) : (
            <div className="sy-start-form">
              <h2>{t('sharing:join.title.join')}</h2>
              <p>{t('sharing:join.why.join')}</p>
              {status?.alarms.map((alarm) => (
                <AlarmLine key={alarm.key} alarm={alarm} status={status} />
              ))}
              <JoinForm kind="join" onBack={onBack} />
            </div>
          )}
        </div>
      </ConfigProvider>
    </Themed>
  );
}
