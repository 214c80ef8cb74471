import { Alert, Button } from 'antd';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface MovePanelProps {
  readonly title: string;
  readonly submit: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly problem: string | undefined;
  /** What is still missing, in words; the button waits for it. */
  readonly missing?: string | undefined;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A letter is still being composed: this Enter or Esc belongs to the input method. */
function composing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229;
}

function inOpenSelect(target: EventTarget): boolean {
  return target instanceof Element && target.closest('.ant-select-open') !== null;
}

/**
 * The inline panel of a move: fields, the problem in place, one button. Enter in a one-line field and Ctrl+Enter anywhere
 * submit, Esc closes; what was typed stays in the draft.
 */
export function MovePanel(props: MovePanelProps) {
  const { t } = useTranslation('work');
  const form = useRef<HTMLFormElement>(null);
  const ready = props.missing === undefined && !props.busy;
  useEffect(() => {
    const panel = form.current;
    panel?.scrollIntoView({ block: 'nearest' });
    if (!panel?.contains(document.activeElement))
      panel?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) props.onSubmit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event) || inOpenSelect(event.target)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      props.onClose();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };
  return (
    <form ref={form} className="wk-move" aria-label={props.title} onSubmit={submit} onKeyDown={onKeyDown}>
      <div className="wk-move-head">{props.title}</div>
      {props.children}
      {props.problem && <Alert type="error" showIcon title={props.problem} role="alert" />}
      <div className="wk-move-foot">
        <Button
          type="primary"
          danger={props.danger === true}
          htmlType="submit"
          loading={props.busy}
          disabled={!ready}
          data-autofocus
        >
          {props.submit}
        </Button>
        <Button onClick={props.onClose}>{t('cancel')}</Button>
        <span className="wk-dim">{props.missing ?? t('panelKeys')}</span>
      </div>
    </form>
  );
}
