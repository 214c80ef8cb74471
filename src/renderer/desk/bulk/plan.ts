import type { ItemState } from '@shared/contract/models';
import type { CasePage } from '@shared/contract/pages';
import type { CommandInput, EnvelopeInput } from '@shared/domain/commands';
import type { BulkMove } from './moves';

/** How the units' answers came, when somebody records them for many cases at once. */
export type BulkVia = 'chat' | 'phone' | 'paper' | 'onSite';

/** What is filled in once for all. */
export interface BulkFields {
  /** Assign each to the unit that the table proposes for it, or all to `lead`. */
  readonly proposed: boolean;
  readonly lead: string | undefined;
  readonly text: string;
  readonly via: BulkVia;
  readonly saidBy: string;
  /** Act for the lead unit only, or for every unit that has yet to finish. */
  readonly whose: 'lead' | 'all';
  readonly how: 'photo' | 'onSite' | 'phone';
  readonly close: boolean;
  readonly kind: 'notAccepted' | 'notFiled' | 'void';
  readonly priority: 'normal' | 'urgent';
}

export const emptyFields: BulkFields = {
  proposed: true,
  lead: undefined,
  text: '',
  via: 'chat',
  saidBy: '',
  whose: 'lead',
  how: 'photo',
  close: true,
  kind: 'notFiled',
  priority: 'urgent',
};

/** What still has to be filled in, as a key under `bulk:missing.`. */
export function missingField(move: BulkMove, fields: BulkFields): 'unit' | 'text' | 'reason' | undefined {
  const empty = fields.text.trim() === '';
  if (move === 'case.assign' && !fields.proposed && !fields.lead) return 'unit';
  if ((move === 'case.note' || move === 'case.handle' || move === 'case.supervise') && empty) return 'text';
  return move === 'report.refuse' && empty ? 'reason' : undefined;
}

/** The moves whose command depends on more than the row shows: the case is read first. */
export const needsPage: ReadonlySet<BulkMove> = new Set(['case.assign', 'case.accept', 'case.handle']);

/** A command with what its envelope says besides id and cause. */
export type Step = Pick<EnvelopeInput, 'command' | 'via' | 'onBehalfOf' | 'saidBy' | 'basis'>;

/** The commands for one case, or why there is none, as a key under `bulk:why.`. */
export type Planned =
  | { readonly steps: readonly Step[] }
  | { readonly why: 'noUnit' | 'noProposal' }
  /** Somebody was quicker: it is in another state by now. */
  | { readonly why: 'notNow'; readonly state: ItemState };

function assign(fields: BulkFields, page: CasePage): Planned {
  if (!page.moves.includes('case.assign')) return { why: 'notNow', state: page.item.state };
  const first = page.proposals[0];
  const lead = fields.proposed ? (first?.unit ?? page.proposal?.unit) : fields.lead;
  if (lead === undefined) return { why: 'noProposal' };
  const table = page.proposal;
  const ranked = page.proposals.find((one) => one.unit === lead);
  const choice =
    table?.unit === lead
      ? { by: 'rule' as const, rule: table.rule }
      : {
          by: ranked?.reason === 'precedent' ? ('precedent' as const) : ('operator' as const),
          ...(table ? { tableUnit: table.unit } : {}),
        };
  const assisting = fields.proposed ? (ranked?.assisting ?? []) : [];
  const note = fields.text.trim();
  const command: CommandInput = {
    type: 'case.assign',
    caseId: page.item.id,
    lead,
    assisting: [...assisting],
    choice,
    ...(note ? { note } : {}),
  };
  return { steps: [{ command, basis: { [page.item.id]: page.basis } }] };
}

/** For whom somebody at the desk acts: the units whose part is still open, or of these the lead. */
function openUnits(fields: BulkFields, page: CasePage, accepting: boolean): string[] {
  const waiting = page.parts.filter(
    (part) => !part.handledAt && (!accepting || (!part.acceptedAt && !part.reportedAt)),
  );
  const wanted = fields.whose === 'all' ? waiting : waiting.filter((part) => part.role === 'lead');
  return wanted.map((part) => part.unit);
}

function onBehalf(move: 'case.accept' | 'case.handle', fields: BulkFields, page: CasePage): Planned {
  const units = openUnits(fields, page, move === 'case.accept');
  if (units.length === 0) return { why: 'noUnit' };
  const note = fields.text.trim();
  const saidBy = fields.saidBy.trim();
  const caseId = page.item.id;
  const steps = units.map((unit): Step => {
    const command: CommandInput =
      move === 'case.handle'
        ? { type: 'case.handle', caseId, unit, note }
        : { type: 'case.accept', caseId, unit, ...(note ? { note } : {}) };
    return { command, via: fields.via, onBehalfOf: unit, ...(saidBy ? { saidBy } : {}) };
  });
  return { steps };
}

function plain(move: BulkMove, fields: BulkFields, id: string): CommandInput {
  const text = fields.text.trim();
  const note = text ? { note: text } : {};
  switch (move) {
    case 'case.check':
      return { type: 'case.check', caseId: id, passed: true, how: fields.how, close: fields.close, ...note };
    case 'case.close':
      return { type: 'case.close', caseId: id, ...note };
    case 'case.urge':
      return { type: 'case.urge', caseId: id, ...note };
    case 'case.supervise':
      return { type: 'case.supervise', caseId: id, text };
    case 'case.describe':
      return { type: 'case.describe', caseId: id, priority: fields.priority };
    case 'report.refuse':
      return { type: 'report.refuse', reportId: id, kind: fields.kind, reason: text };
    default:
      return { type: 'case.note', caseId: id, text };
  }
}

/** What is to be sent for one of the marked; `page` where the move needs it. */
export function planFor(move: BulkMove, fields: BulkFields, id: string, page?: CasePage): Planned {
  if (page && move === 'case.assign') return assign(fields, page);
  if (page && (move === 'case.accept' || move === 'case.handle')) return onBehalf(move, fields, page);
  return { steps: [{ command: plain(move, fields, id) }] };
}
