import type { ProposalReason, RankedProposal } from '@shared/contract/pages';
import { useState } from 'react';
import { useNames } from '../../kit/directory';
import { type Say, useSay } from '../../kit/say';

const SHOWN = 3;

/** One reason of a proposal in words. */
export function reasonText(reason: ProposalReason, unitName: (id: string) => string, t: Say): string {
  switch (reason.kind) {
    case 'rule':
      return reason.basis
        ? t('rules:proposal.rule', { basis: reason.basis })
        : t('rules:proposal.ruleOnly', { rule: reason.rule });
    case 'precedent':
      return reason.against
        ? t('work:precedentAgainst', { n: reason.n, unit: unitName(reason.against) })
        : t('rules:proposal.precedent', { n: reason.n });
    case 'similar':
      return t('rules:proposal.similar', { n: reason.n, closed: reason.closed });
    case 'returned':
      return t('rules:proposal.returned', {
        n: reason.n,
        reason: t(`work:returnReasons.${reason.reason}`),
      });
  }
}

/** Every unit that speaks for itself, best first, with its reasons; a press takes it. */
export function Proposals(props: {
  proposals: readonly RankedProposal[];
  lead: string | undefined;
  onChoose: (proposal: RankedProposal) => void;
}) {
  const t = useSay();
  const names = useNames();
  const [all, setAll] = useState(false);
  const { proposals } = props;
  if (proposals.length === 0) return <p className="wk-dim">{t('work:reason.noRule')}</p>;
  const shown = all ? proposals : proposals.slice(0, SHOWN);
  return (
    <ul className="wk-proposals">
      {shown.map((one) => (
        <li key={one.unit}>
          <button type="button" aria-pressed={props.lead === one.unit} onClick={() => props.onChoose(one)}>
            <b>{names.unit(one.unit)}</b>
            <span>
              {one.reasons.map((reason) => (
                <span key={reason.kind + JSON.stringify(reason)} data-kind={reason.kind}>
                  {reasonText(reason, names.unitShort, t)}
                </span>
              ))}
            </span>
          </button>
        </li>
      ))}
      {proposals.length > SHOWN && (
        <li>
          <button type="button" className="wk-link" onClick={() => setAll(!all)}>
            {all ? t('work:fewer') : t('work:moreProposals', { count: proposals.length - SHOWN })}
          </button>
        </li>
      )}
    </ul>
  );
}
