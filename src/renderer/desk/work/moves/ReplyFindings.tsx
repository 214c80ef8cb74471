import type { ReplyFinding } from '@shared/rules/reply/check';
import { fullTimeText } from '../../../common/format';
import { Shape } from '../../../common/Shape';
import { type Say, useSay } from '../../kit/say';

const marks = {
  error: { kind: 'triangle', state: 'kapok' },
  warning: { kind: 'half', state: 'gold' },
  info: { kind: 'ring', state: 'river' },
} as const;

/** What a finding says; what it wants of a question and moments are put into words first. */
export function findingText(finding: ReplyFinding, t: Say): string {
  const { code, params } = finding;
  const { want, due } = params;
  return t(`work:replyCheck.${code}`, {
    ...params,
    ...(typeof want === 'string' ? { want: t(`work:replyCheck.want.${want}`) } : {}),
    ...(typeof due === 'string' && due.length > 10 ? { due: fullTimeText(due) } : {}),
  });
}

/** What is to be looked at in a reply, gravest first; a press goes to the place. */
export function ReplyFindings(props: {
  findings: readonly ReplyFinding[];
  onShow: (from: number, to: number) => void;
}) {
  const t = useSay();
  const { findings } = props;
  return (
    <section className="wk-findings" aria-label={t('work:replyCheck.title')}>
      <h3>{t('work:replyCheck.title')}</h3>
      {findings.length === 0 && <p className="wk-dim">{t('work:replyCheck.none')}</p>}
      <ul>
        {findings.map((one) => {
          const { at } = one;
          const words = findingText(one, t);
          return (
            <li key={`${one.code}${at?.from ?? ''}${words}`} data-level={one.level}>
              <Shape {...marks[one.level]} label={t(`work:replyCheck.level.${one.level}`)} />
              {at ? (
                <button type="button" className="wk-link" onClick={() => props.onShow(at.from, at.to)}>
                  {words}
                </button>
              ) : (
                <span>{words}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
