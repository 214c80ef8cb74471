import type { Directory } from '@shared/contract/models';
import { peopleOf } from '@shared/rules/whoMay';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../kit/directory';
import { setOperator, useDesk } from '../state';

type Operator = Directory['operators'][number];

/** Who sits here when nobody said: the first dispatcher, else whoever is first. */
function usual(operators: readonly Operator[]): Operator | undefined {
  return peopleOf('dispatch', operators)[0] ?? operators[0];
}

/** Who is at the desk. Changing it is one click, because one PC is shared through a shift. */
export function OperatorMenu() {
  const { t } = useTranslation();
  const { directory } = useNames();
  const operators = directory?.operators ?? [];
  const chosen = useDesk((state) => state.operator);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const current = operators.find((one) => one.id === chosen);

  // Offered once: where the store knows somebody no longer, nobody else is put in his place.
  const offered = useRef(false);
  useEffect(() => {
    const first = chosen === null && directory && !offered.current ? usual(directory.operators) : undefined;
    if (!first) return;
    offered.current = true;
    setOperator(first.id);
  }, [chosen, directory]);

  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    const outside = (event: PointerEvent) => !box.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!open || event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') setOpen(false);
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the box hands keys on to its menu
    <div className="d-operator" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        className="xh-icon"
        data-operator={current?.id}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={operators.length === 0}
        onClick={() => setOpen(!open)}
      >
        {current
          ? t('desk:operator.now', { role: t(`desk:role.${current.role}`), name: current.name })
          : t('desk:operator.title')}
      </button>
      {open ? (
        <div className="d-menu" role="menu" aria-label={t('desk:operator.title')}>
          <div className="d-menu-title">{t('desk:operator.title')}</div>
          {operators.map((one) => (
            <button
              key={one.id}
              type="button"
              role="menuitemradio"
              aria-checked={one.id === chosen}
              onClick={() => {
                setOperator(one.id);
                setOpen(false);
              }}
            >
              {one.name}
              <span className="xh-quiet">{t(`desk:role.${one.role}`)}</span>
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
