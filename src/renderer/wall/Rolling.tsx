import { useState } from 'react';

/**
 * A figure whose signs roll once when they change, then rest. Only transform and opacity move (the style sheet says for how
 * long, and not at all where less motion is asked for); no timer is needed: the old sign stays invisible until the next change.
 */
export function Rolling({ text }: { text: string }) {
  const [pair, setPair] = useState({ now: text, before: text, turn: 0 });
  if (pair.now !== text) setPair({ now: text, before: pair.now, turn: pair.turn + 1 });
  const now = [...pair.now];
  const before = [...pair.before];
  const shift = before.length - now.length;
  return (
    <span className="roll" role="img" aria-label={text}>
      {now.map((sign, index) => {
        // Signs are compared from the right: units with units.
        const old = before[index + shift];
        const key = `${now.length - index}`;
        if (old === sign || pair.turn === 0) {
          return (
            <span key={key} className="sign">
              {sign}
            </span>
          );
        }
        return (
          <span key={`${key}.${pair.turn}`} className="sign">
            <span className="in">{sign}</span>
            {old === undefined ? null : <span className="out">{old}</span>}
          </span>
        );
      })}
    </span>
  );
}
