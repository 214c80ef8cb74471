import { type QueryInput, type QueryName, type QueryOutput, queries } from '@shared/contract/contract';
import { CodedError } from '@shared/contract/errors';
import type { TableName } from '@shared/domain/registry/events';
import type { Imports } from '../jobs/imports';
import type { Rules } from '../jobs/rules';
import { briefingWeek } from '../queries/briefing';
import { commandFate } from '../queries/commandFate';
import type { QueryContext } from '../queries/context';
import { counters } from '../queries/counters';
import { directory, importJobs, wallDirectory } from '../queries/imports';
import { notices } from '../queries/notices';
import { casePage, reportPage } from '../queries/pages';
import { queueCounts, queueIndexOf, queuePage } from '../queries/queue';
import { deadlineWhy, findingsOf, ruleTable, ruleTables } from '../queries/rules';
import { repliesDay, unitDays } from '../queries/sheets';
import { mapPoints, wallBoard } from '../queries/wall';

/** Answered by the server itself: they need no store. */
type Apart = 'health' | 'sync.age';

type Answers = {
  [N in Exclude<QueryName, Apart>]: (
    input: never,
    context: QueryContext,
    imports: Imports | undefined,
    rules: Rules | undefined,
  ) => QueryOutput<N>;
};

const answers: Answers = {
  'queue.page': queuePage,
  'queue.counts': ({ owner }: { owner?: string | undefined }, context) => queueCounts(context, owner),
  'queue.indexOf': queueIndexOf,
  'case.page': ({ id }: { id: string }, context) => casePage(id, context),
  'report.page': ({ id }: { id: string }, context) => reportPage(id, context),
  'map.data': (_input, { knowledge }) => ({ schematic: true, layers: knowledge.map }),
  'map.points': (_input, context) => mapPoints(context),
  directory: (_input, context) => directory(context),
  'directory.wall': (_input, context) => wallDirectory(context),
  notices: (_input, context) => notices(context),
  counters: (_input, context) => counters(context),
  'wall.board': (_input, context) => wallBoard(context),
  'briefing.week': briefingWeek,
  'unit.days': unitDays,
  'replies.day': repliesDay,
  'command.fate': ({ id }: { id: string }, context) => commandFate(id, context),
  'import.jobs': (_input, context, imports) => importJobs(context, imports),
  'rules.tables': (_input, context) => ruleTables(context),
  'rules.table': ({ table, version }: { table: TableName; version?: string | undefined }, context) =>
    ruleTable(table, context, version),
  'rules.findings': (_input, context, _imports, rules) => rules?.findings() ?? findingsOf(context),
  'deadline.why': deadlineWhy,
  'place.find': ({ text }: { text: string }, { knowledge }) => {
    const place = knowledge.find(text);
    if (place?.lon === undefined || place.lat === undefined) return null;
    const { lon, lat, how = 'road', gridCode = null, communityCode = null } = place;
    return { lon, lat, how, matched: place.text, gridCode, communityCode };
  },
};

/** Answer a question by name; the input is validated here, where it arrives. Errors: `rpc.unknown`, `invalid`, and the question's own. */
export function answerQuery(
  name: string,
  input: unknown,
  context: QueryContext,
  imports?: Imports,
  rules?: Rules,
): unknown {
  if (!Object.hasOwn(answers, name)) throw new CodedError('rpc.unknown', { name });
  const known = name as Exclude<QueryName, Apart>;
  const parsed = queries[known].input.parse(input) as QueryInput<typeof known>;
  return answers[known](parsed as never, context, imports, rules);
}
