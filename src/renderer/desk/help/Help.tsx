import { DEEDS, OPERATOR_ROLES, roleMay } from '@shared/rules/whoMay';
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import texts from '../../common/i18n/zh-CN/help.json';
import { Key } from '../kit/Card';
import { Dialog } from '../kit/Dialog';
import { shortcutGroups, useShortcutRegistry } from '../state/shortcuts';

/** In the order of reading, which is that of the texts. */
const tasks: Readonly<Record<string, { readonly steps: Readonly<Record<string, string>> }>> = texts.tasks;

/** How to do what, by task; and every key that works now. */
export default function Help(): ReactNode {
  const { t } = useTranslation('help');
  return (
    <Dialog title={t('title')} width={820}>
      <Tabs
        tabPlacement="start"
        items={[
          ...Object.entries(tasks).map(([key, { steps }]) => ({
            key,
            label: t(`tasks.${key}.title`),
            children: (
              <ol className="dl-steps">
                {Object.keys(steps).map((step) => (
                  <li key={step}>{t(`tasks.${key}.steps.${step}`)}</li>
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
      {shortcutGroups.map((group) =>
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
        {Object.keys(texts.panelKeys).map((key) => (
          <div key={key}>
            <span>
              <Key name={key} />
            </span>
            <span>{t(`panelKeys.${key}`)}</span>
          </div>
        ))}
      </section>
    </div>
  );
}
