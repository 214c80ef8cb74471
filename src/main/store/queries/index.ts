import type { AllAnswers } from './answers';
import { boardAnswers } from './board';
import { briefingAnswers } from './briefing';
import { commandsAnswers } from './commands';
import { directoryAnswers } from './directory';
import { folderAnswers } from './folder';
import { intakeAnswers } from './intake';
import { ledgerAnswers } from './ledger';
import { mapAnswers } from './map';
import { noticesAnswers } from './notices';
import { pagesAnswers } from './pages';
import { queueAnswers } from './queue';
import { rulesAnswers } from './rules';
import { sheetsAnswers } from './sheets';
import { syncAnswers } from './sync';

/** Who answers the questions of a capability: a file of the same name. The compiler asks for an answer to each, and for no other. */
export const answers: AllAnswers = {
  board: boardAnswers,
  briefing: briefingAnswers,
  commands: commandsAnswers,
  directory: directoryAnswers,
  folder: folderAnswers,
  intake: intakeAnswers,
  ledger: ledgerAnswers,
  map: mapAnswers,
  notices: noticesAnswers,
  pages: pagesAnswers,
  queue: queueAnswers,
  rules: rulesAnswers,
  sheets: sheetsAnswers,
  sync: syncAnswers,
};
