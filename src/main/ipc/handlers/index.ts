import type { AllShellHandlers } from '../shell';
import { appShell } from './app';
import { boardShell } from './board';
import { briefingShell } from './briefing';
import { callersShell } from './callers';
import { catalogueShell } from './catalogue';
import { courierShell } from './courier';
import { filesShell } from './files';
import { intakeShell } from './intake';
import { ledgerShell } from './ledger';
import { noticesShell } from './notices';
import { pagesShell } from './pages';
import { sheetsShell } from './sheets';
import { syncShell } from './sync';

/** Who answers the calls of a capability to main: a file of the same name. The compiler asks for a handler of each, and of no other. */
export const shellHandlers: AllShellHandlers = {
  app: appShell,
  board: boardShell,
  briefing: briefingShell,
  callers: callersShell,
  catalogue: catalogueShell,
  courier: courierShell,
  files: filesShell,
  intake: intakeShell,
  ledger: ledgerShell,
  notices: noticesShell,
  pages: pagesShell,
  sheets: sheetsShell,
  sync: syncShell,
};
