import type { CasePage } from '@shared/contract/pages';
import type { SlipKind } from '@shared/domain/case/slip';
import type { SlipOrder } from '../kit/slips';
import type { BulkMove } from './moves';
import type { BulkFields } from './plan';

/** The moves that end in slips, with their kind. */
export const slipKinds: Readonly<Partial<Record<BulkMove, SlipKind>>> = {
  'case.assign': 'assign',
  'case.urge': 'urge',
};

type Parts = { readonly parts: readonly Pick<CasePage['parts'][number], 'unit' | 'role'>[] };
type Addressed = SlipOrder & { readonly unit: string };

/** The slips of a case after a bulk move: an assignment's for everybody who has a part, an urge's for the lead, who was urged. */
export function slipOrders(move: BulkMove, fields: Pick<BulkFields, 'text'>, page: Parts): Addressed[] {
  const kind = slipKinds[move];
  if (!kind) return [];
  const text = fields.text.trim();
  const said = text === '' ? {} : kind === 'assign' ? { task: text } : { reason: text };
  const to = kind === 'assign' ? page.parts : page.parts.filter(({ role }) => role === 'lead');
  return to.map(({ unit }) => ({ kind, unit, ...said }));
}
