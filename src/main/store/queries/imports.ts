import type { ImportJob } from '@shared/contract/intake';
import type { Directory, WallDirectory } from '@shared/contract/models';
import type { IntakeState } from '@shared/domain/intake/evolve';
import type { QueryContext } from './context';

/** An import job as listed; `running` are those at work now, so that an open one not among them was interrupted. */
export function importJob(state: IntakeState, running: ReadonlySet<string>): ImportJob {
  return {
    job: state.id,
    file: state.file,
    sha256: state.sha256,
    status: state.status,
    startedAt: state.startedAt,
    ...(state.endedAt ? { endedAt: state.endedAt } : {}),
    rows: state.rows,
    ...(state.tally ? { tally: state.tally } : {}),
    aside: state.aside.map(({ row, reasons, settled }) => ({
      row,
      reasons: [...reasons],
      ...(settled ? { settled } : {}),
    })),
    interrupted: state.status === 'open' && !running.has(state.id),
  };
}

/** The import jobs, newest first. */
export function importJobs(context: QueryContext, running: ReadonlySet<string>): ImportJob[] {
  const rows = context.db.all<{ job: string }>('SELECT job FROM intake ORDER BY started_at DESC LIMIT 100');
  return rows
    .map((row) => context.state(row.job) as IntakeState | null)
    .filter((state) => state !== null)
    .map((state) => importJob(state, running));
}

function communities({ knowledge }: QueryContext): Directory['communities'] {
  return knowledge.rows('communities').map((row) => ({ code: String(row.code), name: String(row.name) }));
}

/** Names that screens need: units, classes, operators, communities, cameras. */
export function directory(context: QueryContext): Directory {
  const { rules, knowledge } = context;
  return {
    units: [...rules.units.values()],
    classes: [...rules.classes.values()],
    operators: [...rules.operators],
    communities: communities(context),
    cameras: [...knowledge.rows('cameras')],
    texts: [...rules.texts],
    contact: rules.policy.contact,
  };
}

/** The names that the wall writes, and nothing else. */
export function wallDirectory(context: QueryContext): WallDirectory {
  const units = [...context.rules.units.values()];
  return {
    units: units.map(({ id, name, short, nameEn }) => ({ id, name, short, nameEn })),
    communities: communities(context),
  };
}
