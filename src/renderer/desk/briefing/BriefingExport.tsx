import type { Briefing } from '@shared/contract/briefing';
import type { WrittenFile } from '@shared/contract/files';
import { addDays, dayOf, startOfWeek } from '@shared/rules/time';
import { Button, Checkbox, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useQuery } from '../../common/client';
import { fullTimeText, rateText } from '../../common/format';
import { errorText } from '../../common/i18n';
import { useNow } from '../../common/useNow';
import { shell, useAsyncAction } from '../kit/calls';
import { Dialog } from '../kit/Dialog';
import { type Say, useSay } from '../kit/say';
import { closeDialog } from '../state';

type Format = 'docx' | 'pdf';

function signed(now: number, before: number): string {
  const by = now - before;
  return by > 0 ? `+${by}` : String(by);
}

function figures(week: Briefing, t: Say): [string, string, string][] {
  const before = (one: { now: number; before: number }) =>
    t('dialogs:briefing.before', { before: one.before, by: signed(one.now, one.before) });
  return [
    [t('dialogs:briefing.reports'), String(week.reports.now), before(week.reports)],
    [t('dialogs:briefing.filed'), String(week.filed.now), before(week.filed)],
    [t('dialogs:briefing.closed'), String(week.closed.now), before(week.closed)],
    [
      t('dialogs:briefing.onTime'),
      rateText(week.onTimeRate.now),
      t('dialogs:briefing.beforeRate', { before: rateText(week.onTimeRate.before) }),
    ],
    [
      t('dialogs:briefing.open'),
      String(week.openAtCutOff),
      t('dialogs:briefing.overdue', { count: week.overdueAtCutOff }),
    ],
    [
      t('dialogs:briefing.returns'),
      String(week.returns),
      t('dialogs:briefing.reworks', { count: week.reworks }),
    ],
  ];
}

function Preview({ week }: { week: Briefing }) {
  const t = useSay();
  const first = week.units[0];
  return (
    <>
      <dl className="dl-figures">
        {figures(week, t).map(([label, value, note]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
            <span className="wk-dim">{note}</span>
          </div>
        ))}
      </dl>
      <p className="wk-dim">
        {t('dialogs:briefing.cutOff', { at: fullTimeText(week.cutOff) })}
        {first && ` · ${t('dialogs:briefing.first', { unit: first.name, rate: rateText(first.onTimeRate) })}`}
      </p>
    </>
  );
}

/** Where the files went, each with a way to it. */
function Files({ files }: { files: readonly WrittenFile[] }) {
  const t = useSay();
  const { problem, run } = useAsyncAction();
  return (
    <div className="dl-result" role="status">
      <b>{t('dialogs:briefing.written')}</b>
      {files.map((file) => (
        <div key={file.token} className="dl-file">
          <span>{file.name}</span>
          <Button
            size="small"
            type="link"
            onClick={() => run(() => shell('file.show', { token: file.token }))}
          >
            {t('dialogs:briefing.show')}
          </Button>
        </div>
      ))}
      {problem && <div className="wk-problem">{problem}</div>}
    </div>
  );
}

/** The weekly briefing: which week, what it will say, in which formats; then where the files are. */
export default function BriefingExport({ weekStart }: { weekStart?: string }): ReactNode {
  const t = useSay();
  const now = useNow();
  const lastWeek = addDays(startOfWeek(dayOf(now)), -7);
  const [week, setWeek] = useState(weekStart ?? lastWeek);
  const { data, error } = useQuery('briefing.week', { weekStart: week });
  const { busy, problem, run } = useAsyncAction();
  const [formats, setFormats] = useState<Format[]>(['docx', 'pdf']);
  const [files, setFiles] = useState<readonly WrittenFile[]>();
  const write = () =>
    run(async () => {
      const written = await shell('briefing.export', { weekStart: week, formats });
      if (written) setFiles(written.files);
    });
  const go = (days: number) => {
    setFiles(undefined);
    setWeek(addDays(week, days));
  };
  const shown = data?.weekStart === week ? data : undefined;
  return (
    <Dialog
      title={t('dialogs:briefing.title')}
      problem={problem ?? (error && !shown ? errorText(t, error) : undefined)}
      footer={
        <>
          <Button onClick={closeDialog}>{t('dialogs:close')}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={!shown || formats.length === 0}
            onClick={write}
            autoFocus
          >
            {t('dialogs:briefing.write')}
          </Button>
        </>
      }
    >
      <div className="dl-week">
        <Button size="small" onClick={() => go(-7)} aria-label={t('dialogs:briefing.earlier')}>
          ←
        </Button>
        <b>{t('dialogs:briefing.week', { from: week, to: addDays(week, 6) })}</b>
        <Button
          size="small"
          disabled={week >= lastWeek}
          onClick={() => go(7)}
          aria-label={t('dialogs:briefing.later')}
        >
          →
        </Button>
        {shown && <span className="wk-dim">{t('dialogs:briefing.issue', shown.issue)}</span>}
      </div>
      {shown ? <Preview week={shown} /> : !error && <Skeleton active paragraph={{ rows: 3 }} title={false} />}
      <Checkbox.Group
        value={formats}
        onChange={(list) => setFormats(list as Format[])}
        options={[
          { value: 'docx', label: t('dialogs:briefing.docx') },
          { value: 'pdf', label: t('dialogs:briefing.pdf') },
        ]}
      />
      {files && <Files files={files} />}
    </Dialog>
  );
}
