import type { FeedMessage } from '@shared/contract/contract';
import { CatalogueImports } from '../jobs/catalogue';
import { Imports } from '../jobs/imports';
import { Pictures } from '../jobs/pictures';
import { Rules } from '../jobs/rules';
import type { Store } from './store';

/** The jobs that run beside a store while it is served: what is more than one command. */
export class Jobs {
  readonly imports: Imports;
  readonly catalogues: CatalogueImports;
  readonly pictures: Pictures;
  readonly rules: Rules;

  constructor(
    store: Store,
    progress: (message: FeedMessage<'job'>) => void,
    askForWorkshop: (stuck: boolean) => void,
  ) {
    this.imports = new Imports(store, progress);
    this.catalogues = new CatalogueImports(store);
    this.pictures = new Pictures(store, askForWorkshop);
    this.rules = new Rules(store, progress);
  }

  /** Go on with what was being counted when the program ended, or when the host's clock was in doubt. */
  resume(): void {
    this.rules.resume().catch((error: unknown) => console.error(`clocks not reckoned: ${String(error)}`));
  }
}
