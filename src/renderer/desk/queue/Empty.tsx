import { useTranslation } from 'react-i18next';
import { errorText } from '../../common/i18n';
import { Shape } from '../../common/Shape';
import { clearFilter, NOBODY, openDialog, useDesk } from '../state';
import { queueWindow } from './model';

/** What would be here, and how it gets here; or what went wrong, and what now. */
export function Empty(props: { loaded: boolean; error: unknown }) {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  if (props.error) {
    return (
      <div className="q-empty" role="alert">
        <Shape kind="triangle" state="kapok" size={16} />
        <p>{errorText((key, options) => t(key, options ?? {}), props.error)}</p>
        <button type="button" className="xh-button" onClick={() => queueWindow.refresh()}>
          {t('desk:again')}
        </button>
      </div>
    );
  }
  if (!props.loaded) return null;
  const own = filter.view === 'mine' ? ['view', 'sort', 'owner'] : ['view', 'sort'];
  const filtered = Object.keys(filter).some((key) => !own.includes(key));
  if (filtered) {
    return (
      <div className="q-empty">
        <p>{t('desk:empty.filtered')}</p>
        <button type="button" className="xh-button" onClick={clearFilter}>
          {t('desk:filter.clear')}
        </button>
      </div>
    );
  }
  const words = filter.view === 'mine' && filter.owner === NOBODY ? 'mineWho' : filter.view;
  return (
    <div className="q-empty">
      <Shape kind="ring" state="river" size={16} />
      <p>
        <b>{t(`desk:empty.${words}.none`)}</b>
        <br />
        {t(`desk:empty.${words}.how`)}
      </p>
      {filter.view === 'toTakeIn' || filter.view === 'open' ? (
        <button type="button" className="xh-button" onClick={() => openDialog('import')}>
          {t('desk:work.import')}
        </button>
      ) : null}
    </div>
  );
}

/** The rows on screen are the last good ones: the question for newer ones failed. */
export function StaleNote({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problem = errorText((key, options) => t(key, options ?? {}), error);
  return (
    <div className="q-note" role="alert">
      <Shape kind="triangle" state="kapok" size={12} />
      <span>{t('desk:notUpdated', { problem })}</span>
      <button type="button" className="xh-link" onClick={() => queueWindow.refresh()}>
        {t('desk:again')}
      </button>
    </div>
  );
}
