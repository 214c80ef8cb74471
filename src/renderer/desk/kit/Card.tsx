import type { ReactNode } from 'react';

/** A panel of the work pane: a quiet title, something at its right, content. */
export function Card(props: { title: string; extra?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`wk-card ${props.className ?? ''}`}>
      <header>
        <h2>{props.title}</h2>
        {props.extra !== undefined && <div className="wk-card-extra">{props.extra}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** A key as it is printed on the keyboard. */
export function Key(props: { name: string }) {
  return <kbd className="wk-key">{props.name === 'Enter' ? '↵' : props.name}</kbd>;
}
