import type { ReplyFinding } from '@shared/rules/reply/check';
import { checkReply } from '@shared/rules/reply/check';
import { Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useDeferredValue, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { fullTimeText } from '../../../common/format';
import { useNow } from '../../../common/useNow';
import { copyText, send } from '../../kit/calls';
import { useNames } from '../../kit/directory';
import { ChoiceField, Field, NoteField } from '../../kit/fields';
import { usePhrases } from '../../kit/phrases';
import { useSay } from '../../kit/say';
import { reportTarget, useMoveForm } from './form';
import { MovePanel } from './MovePanel';
import type { OneReportProps } from './props';
import { ReplyFindings } from './ReplyFindings';
import { type Answerer, composedReply, knownNames, replyFacts } from './replyFacts';
import { caseValues, useReportValues } from './values';

const ways = ['app', 'phone', 'paper', 'chat', 'onSite'] as const;

function useAnswerer(): Answerer {
  const { t } = useTranslation('common', { lng: 'zh-CN' });
  const names = useNames();
  const now = useNow();
  return { centre: t('centre'), contact: names.directory?.contact ?? '', names, now };
}

/** What the text's author should look at, a breath behind the typing. */
function useFindings(text: string, props: OneReportProps, who: Answerer): readonly ReplyFinding[] {
  const late = useDeferredValue(text);
  const { report, casePage } = props;
  const { names, now, contact } = who;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page's facts change with its last event
  return useMemo(
    () =>
      late.trim() === ''
        ? []
        : checkReply(late, replyFacts(report, casePage, who), {
            now,
            names: knownNames(names, report, casePage),
            publicPhones: contact ? [contact] : [],
          }),
    [late, report.basis, casePage?.basis, names, now],
  );
}

/** Where a reply went out against a finding, the reason is put on record in the case. */
async function recordWhy(id: string, caseId: string, text: string) {
  await send({ id, command: { type: 'case.note', caseId, kind: 'note', text } });
}

function useReply(props: OneReportProps) {
  const { report, casePage, no, onDone } = props;
  const t = useSay();
  // What goes on record is Chinese, whatever the screen's language.
  const { t: zh } = useTranslation('work', { lng: 'zh-CN' });
  const who = useAnswerer();
  const composed = () => composedReply(report, casePage, who);
  const form = useMoveForm(
    reportTarget(report),
    'reply',
    () => ({
      text: composed(),
      way: (report.channel === 'phone' ? 'phone' : 'app') as (typeof ways)[number],
      why: '',
    }),
    onDone,
  );
  const { text, way, why } = form.value;
  const findings = useFindings(text, props, who);
  const errors = findings.filter((one) => one.level === 'error').length;
  const recordable = casePage?.moves.includes('case.note') === true;
  const submit = () =>
    void form.submit(
      { command: { type: 'report.reply', reportId: report.id, text: text.trim(), way } },
      async (ack) => {
        const done = { text: t('work:done.reply', { no }), stay: true };
        if (errors === 0 || !casePage) return done;
        try {
          // Of the reply's own id: recorded twice it is still one note.
          await recordWhy(`${ack.id}.why`, casePage.item.id, zh('replyDespite', { no, why: why.trim() }));
          return done;
        } catch {
          return { ...done, text: t('work:done.replyNoWhy', { no, why: why.trim() }) };
        }
      },
    );
  return { ...form, submit, findings, errors, recordable, composed, who };
}

/** The reply (答复): put together from what is on record, looked over while it is written. */
export function ReplyMove(props: OneReportProps) {
  const { report, casePage, no, onClose } = props;
  const t = useSay();
  const box = useRef<TextAreaRef>(null);
  const { value, patch, submit, panel, findings, errors, recordable, composed, who } = useReply(props);
  const { text, way, why } = value;
  const own = useReportValues(report);
  const values = { ...(casePage ? caseValues(casePage, who.names, who.now) : {}), ...own };
  const phrases = usePhrases('reply', casePage?.item.classRef ?? report.classRef, values);
  const missing =
    text.trim() === ''
      ? t('work:missing.note')
      : errors > 0 && !(recordable && why.trim() !== '')
        ? t(recordable ? 'work:missing.despite' : 'work:missing.errors', { count: errors })
        : undefined;
  // Into the first gap that the composer left, else where the cursor stands.
  const put = (phrase: string) => {
    const gap = /〔[^〕]*〕/.exec(text);
    const cursor = box.current?.resizableTextArea?.textArea?.selectionStart ?? text.length;
    const [from, to] = gap ? [gap.index, gap.index + gap[0].length] : [cursor, cursor];
    patch({ text: text.slice(0, from) + phrase + text.slice(to) });
  };
  const goTo = (from: number, to: number) => {
    const area = box.current?.resizableTextArea?.textArea;
    area?.focus();
    area?.setSelectionRange(from, to);
  };
  return (
    <MovePanel
      title={t('work:titleOf.reply', { no })}
      submit={t('work:replySubmit')}
      {...panel}
      missing={missing}
      onSubmit={submit}
      onClose={onClose}
    >
      {report.replyDue && (
        <p className="wk-dim">{t('work:replyDue', { at: fullTimeText(report.replyDue) })}</p>
      )}
      <Field label={t('work:replyText')} hint={t('work:replyCount', { count: text.length })}>
        {(id) => (
          <>
            <Input.TextArea
              id={id}
              ref={box}
              value={text}
              autoFocus
              autoSize={{ minRows: 10, maxRows: 22 }}
              onChange={(event) => patch({ text: event.target.value })}
            />
            <div className="wk-chips">
              {phrases.map((phrase) => (
                <button
                  type="button"
                  key={phrase}
                  className="wk-chip"
                  title={phrase}
                  onClick={() => put(phrase)}
                >
                  {phrase}
                </button>
              ))}
              <button type="button" className="wk-chip" onClick={() => patch({ text: composed() })}>
                {t('work:replyAgain')}
              </button>
              <button type="button" className="wk-chip" onClick={() => void copyText(text)}>
                {t('work:replyCopy')}
              </button>
            </div>
          </>
        )}
      </Field>
      <ReplyFindings findings={findings} onShow={goTo} />
      {errors > 0 && recordable && (
        <NoteField
          label={t('work:despite')}
          value={why}
          rows={1}
          placeholder={t('work:despiteHint')}
          onChange={(next) => patch({ why: next })}
        />
      )}
      <ChoiceField
        label={t('work:replyWay')}
        value={way}
        choices={ways}
        labels="replyWays"
        onChange={(next) => patch({ way: next })}
      />
    </MovePanel>
  );
}
