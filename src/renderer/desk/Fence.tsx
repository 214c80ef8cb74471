import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from '../common/Shape';

/** A pane that fails stays alone with it: the list beside it goes on working. */
export class Fence extends Component<{ children: ReactNode; reset: string }, { failed: string | null }> {
  override state = { failed: null };

  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: { reset: string }) {
    if (before.reset !== this.props.reset && this.state.failed !== null) this.setState({ failed: null });
  }

  override render() {
    return this.state.failed === null ? (
      this.props.children
    ) : (
      <Failed detail={this.state.failed} again={() => this.setState({ failed: null })} />
    );
  }
}

function Failed({ detail, again }: { detail: string; again: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="d-hint" role="alert">
      <Shape kind="triangle" state="kapok" size={18} />
      <p>{t('error:internal', { detail })}</p>
      <button type="button" className="xh-button" onClick={again}>
        {t('desk:again')}
      </button>
    </div>
  );
}
