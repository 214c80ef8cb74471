import type { WrittenFile } from '@shared/contract/files';
import type { CasePage } from '@shared/contract/pages';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { errorText } from '../../common/i18n';
import { shell } from '../kit/calls';
import { useSay } from '../kit/say';
import { useDesk } from '../state';

type Paper = { readonly kind: 'file' | 'slip'; readonly to: 'pdf' | 'printer' };

const papers: Readonly<Record<string, Paper>> = {
  filePdf: { kind: 'file', to: 'pdf' },
  filePrint: { kind: 'file', to: 'printer' },
  slipPdf: { kind: 'slip', to: 'pdf' },
  slipPrint: { kind: 'slip', to: 'printer' },
};

/** The case on paper: its whole file or the slip for its units, saved as PDF or printed. */
export function Papers({ page }: { page: CasePage }) {
  const t = useSay();
  const language = useDesk((state) => state.language);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; file?: WrittenFile }>();
  const make = async (key: string) => {
    const paper = papers[key];
    if (!paper || busy) return;
    setBusy(true);
    setSaid({ text: t('work:paper.making') });
    try {
      const made = await shell('case.paper', { id: page.item.id, language, ...paper });
      if (!made) setSaid(undefined);
      else if (made.file) setSaid({ text: t('work:paper.saved'), file: made.file });
      else setSaid({ text: t('work:paper.printed') });
    } catch (error) {
      setSaid({ text: errorText(t, error) });
    } finally {
      setBusy(false);
    }
  };
  const kinds = Object.keys(papers).filter((key) => page.parts.length > 0 || papers[key]?.kind === 'file');
  const items = kinds.map((key) => ({ key, label: t(`work:paper.${key}`) }));
  const { file } = said ?? {};
  return (
    <>
      {said && (
        <span className="wk-dim" role="status">
          {said.text}
        </span>
      )}
      {file && (
        <Button size="small" type="link" onClick={() => void shell('file.show', { token: file.token })}>
          {t('work:paper.show')}
        </Button>
      )}
      <Dropdown menu={{ items, onClick: ({ key }) => void make(key) }} trigger={['click']}>
        <Button size="small" type="text" disabled={busy}>
          {t('work:paper.title')}
        </Button>
      </Dropdown>
    </>
  );
}
