import { DEEDS, OPERATOR_ROLES, roleMay } from '@shared/rules/whoMay';
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useShortcutRegistry } from '../state/shortcuts';
import { Key } from '../work/Card';
import { Dialog } from './Dialog';

interface Task {
  readonly title: string;
  readonly steps: Readonly<Record<string, string>>;
}

const groups = ['queue', 'item', 'go', 'app'] as const;

/** How to do what, by task; and every key that works now. */
export function Help() {
  const { t } = useTranslation('help');
  const tasks = Object.entries(t('tasks', { returnObjects: true }) as unknown as Record<string, Task>);
  return (
    <Dialog title={t('title')} width={820}>
      <Tabs
        tabPlacement="start"
        items={[
          ...tasks.map(([key, task]) => ({
            key,
            label: task.title,
            children: (
              <ol className="dl-steps">
                {Object.values(task.steps).map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            ),
          })),
          { key: 'who', label: t('who.title'), children: <WhoMay /> },
          { key: 'keys', label: t('keys'), children: <Keys /> },
        ]}
      />
    </Dialog>
  );
}

/** The table that the store asks, as it stands. */
function WhoMay() {
  const { t } = useTranslation('help');
  return (
    <>
      <p className="wk-dim">{t('who.why')}</p>
      <table className="dl-table">
        <thead>
          <tr>
            <th>{t('who.deed')}</th>
            {OPERATOR_ROLES.map((role) => (
              <th key={role}>{t(`desk:role.${role}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DEEDS.map((deed) => (
            <tr key={deed}>
              <td>{t(`who.deeds.${deed}`)}</td>
              {OPERATOR_ROLES.map((role) => (
                <td key={role}>{roleMay(deed, role) ? <span title={t('who.may')}>✓</span> : ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Keys() {
  const { t } = useTranslation('help');
  const all = useShortcutRegistry((state) => state.lists).flat();
  const shown = (group: string) => all.filter((one) => one.group === group && one.keys.length > 0);
  return (
    <div className="dl-keys">
      {groups.map((group) =>
        shown(group).length === 0 ? null : (
          <section key={group}>
            <h3>{t(`groups.${group}`)}</h3>
            {shown(group).map((one) => (
              <div key={one.id}>
                <span>
                  {one.keys.map((key) => (
                    <Key key={key} name={key} />
                  ))}
                </span>
                <span>{one.label}</span>
              </div>
            ))}
          </section>
        ),
      )}
      <section>
        <h3>{t('groups.panel')}</h3>
        {Object.entries(t('panelKeys', { returnObjects: true }) as unknown as Record<string, string>).map(
          ([key, label]) => (
            <div key={key}>
              <span>
                <Key name={key} />
              </span>
              <span>{label}</span>
            </div>
          ),
        )}
      </section>
    </div>
  );
}
