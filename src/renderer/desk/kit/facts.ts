import type { Directory } from '@shared/contract/models';
import type { SavedView } from '../state';

/** What commands of the desk may hang on, beside the language. */
export interface CommandFacts {
  readonly savedViews: readonly SavedView[];
  readonly operators: Directory['operators'];
}
