import { resolve } from 'node:path';
import { CodedError } from '@shared/contract/errors';
import { isDay } from '@shared/rules/time';
import type pg from 'pg';
import { exportDistrict } from '../sync/district/export';
import { type Refreshed, refreshDistrict } from '../sync/district/reader';
import { hubError } from '../sync/hub/errors';
import { asAdmin, type HubArguments, needed, optional } from './hub/admin';
import type { CliOutcome } from './run';
import { words } from './texts';

/**
 * `district refresh|export`: bring the district's views up to date, write a period of them. Comes with the district's own login
 * (`--hub postgres://district@host:port/db`). Errors: `cli.optionMissing`, `cli.optionBad`, those of the hub and of writing.
 */
export async function districtCommand(
  args: HubArguments,
  now: string | undefined,
): Promise<CliOutcome | undefined> {
  switch (args.action) {
    case 'refresh':
      return {
        value: await asDistrict(args, async (client) => {
          const refreshed = await refreshTelling(args, client);
          return { ...refreshed, problems: await problemsOf(client) };
        }),
        code: 0,
      };
    case 'export': {
      const wish = wishOf(args, now);
      const value = await asDistrict(args, async (client) => {
        const refreshed = await refreshTelling(args, client);
        return { ...(await exportDistrict(client, wish)), refreshed };
      });
      return { value, code: 0 };
    }
    default:
      return undefined;
  }
}

/** How many commits and streams of each street are left out of the views; streets without any are not named. */
async function problemsOf(client: pg.Client): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ street: string; n: number }>(
    'SELECT street, count(*)::int AS n FROM district.problem GROUP BY street ORDER BY street',
  );
  return Object.fromEntries(rows.map(({ street, n }) => [street, n]));
}

/** Bring the views up to date; a first fill takes minutes and says so. */
function refreshTelling(args: HubArguments, client: pg.Client): Promise<Refreshed> {
  return refreshDistrict(client, refreshWords(args.env));
}

/** Says on the error stream how far a refresh of several steps is: what is printed stays the result alone. */
export function refreshWords(env: NodeJS.ProcessEnv): (done: Refreshed, waiting: number) => void {
  return (done, waiting) =>
    void process.stderr.write(`${words('cli.districtRefresh', { ...done, waiting }, env)}\n`);
}

function wishOf(args: HubArguments, now: string | undefined) {
  const [from, to] = [dayOption(args, 'from'), dayOption(args, 'to')];
  if (to < from) throw new CodedError('cli.optionBad', { option: '--to', value: to });
  const format = optional(args, 'format') ?? 'json';
  if (format !== 'json' && format !== 'csv')
    throw new CodedError('cli.optionBad', { option: '--format', value: format });
  const folder = resolve(args.folder, optional(args, 'out') ?? '.');
  return { period: { from, to }, format, folder, moment: now } as const;
}

function dayOption(args: HubArguments, option: string): string {
  const day = needed(args, option);
  if (!isDay(day)) throw new CodedError('cli.optionBad', { option: `--${option}`, value: day });
  return day;
}

/** The same way in as an administrator's: the address names the login, the password comes from PGPASSWORD or a file. */
function asDistrict<T>(args: HubArguments, work: Parameters<typeof asAdmin<T>>[1]): Promise<T> {
  return asAdmin(args, async (client, access) => {
    try {
      return await work(client, access);
    } catch (error) {
      throw (error as { severity?: string }).severity ? hubError(error, access.address) : error;
    }
  });
}
