import type { pagesContract } from '@shared/contract/pages';
import { choosePdf } from '../../windows/dialogs';
import { writtenFile } from '../chosenPaths';
import type { ShellHandlers } from '../shell';

export const pagesShell: ShellHandlers<typeof pagesContract> = {
  'case.paper': async ({ id, kind, to, language }, context) => {
    const papers = await import('../../casePapers');
    const { store, workshop, dataDir, tokens, seat } = context;
    const [paper, parts] = [
      { id, kind, language },
      { store: store.own, workshop, dataDir },
    ];
    if (to === 'printer') {
      await papers.printCase(paper, parts);
      return { file: null };
    }
    const target = await choosePdf(seat.window, await papers.paperName(paper, parts));
    if (target === undefined) return null;
    const { file } = await papers.casePdf(paper, tokens.checked(target, 'folder'), parts);
    return { file: writtenFile(context, file) };
  },
};
