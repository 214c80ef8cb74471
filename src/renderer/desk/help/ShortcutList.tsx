import { useTranslation } from 'react-i18next';
import { keyCap } from '../kit/keyCap';
import { Overlay } from '../kit/Overlay';
import { useDesk } from '../state';
import { shortcutGroups, useShortcutRegistry } from '../state/shortcuts';

/** Every key that does something now. */
export default function ShortcutList() {
  const { t } = useTranslation();
  const all = useShortcutRegistry((state) => state.lists)
    .flat()
    .filter((one) => one.keys.length > 0);
  return (
    <Overlay label={t('desk:key.all')} onClose={() => useDesk.setState({ shortcuts: false })}>
      <div className="d-keys">
        <h2>{t('desk:key.all')}</h2>
        <div className="d-keys-columns">
          {shortcutGroups.map((group) => {
            const list = all.filter((one) => one.group === group);
            if (list.length === 0) return null;
            return (
              <section key={group} className="d-keys-group">
                <h3>{t(`desk:keyGroup.${group}`)}</h3>
                {list.map((one) => (
                  <div key={one.id} className="d-keys-row">
                    <span>{one.label}</span>
                    <span>
                      {one.keys.map((key) => (
                        <kbd key={key} className="xh-kbd">
                          {keyCap(key)}
                        </kbd>
                      ))}
                    </span>
                  </div>
                ))}
              </section>
            );
          })}
        </div>
        <button type="button" className="xh-button" onClick={() => useDesk.setState({ shortcuts: false })}>
          {t('desk:close')} <kbd className="xh-kbd">Esc</kbd>
        </button>
      </div>
    </Overlay>
  );
}
