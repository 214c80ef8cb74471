import type { DraftClass } from './draft';
import { type Finding, finding } from './findings';
import type { CatalogueProfile } from './profile';

type Sign = 'old' | 'new';

/** What a class of group 04 or 05 says of its numbering: by the name of its group, else by its own well-known name. */
function signOf({ group, code, name }: DraftClass, { numbering }: CatalogueProfile): Sign | undefined {
  const number = group.code || code.slice(0, 2);
  const words = (sign: Sign): readonly string[] => numbering[sign][number] ?? [];
  for (const sign of ['old', 'new'] as const)
    if (words(sign).some((word) => group.name.includes(word))) return sign;
  for (const sign of ['old', 'new'] as const)
    if (words(sign).some((word) => numbering.classes[word]?.includes(name))) return sign;
  return undefined;
}

interface SheetSigns {
  readonly sheet: string;
  readonly events: readonly DraftClass[];
  readonly rows: Readonly<Record<Sign, readonly number[]>>;
}

function signsOf(sheet: string, events: readonly DraftClass[], profile: CatalogueProfile): SheetSigns {
  const rows: Record<Sign, number[]> = { old: [], new: [] };
  for (const draft of events) {
    const sign = signOf(draft, profile);
    if (sign) rows[sign].push(draft.row);
  }
  return { sheet, events, rows };
}

function mixed({ sheet, rows }: SheetSigns): Finding {
  const [oldRow = 0, newRow = 0] = [rows.old[0], rows.new[0]];
  return finding('numberingMixed', { sheet, row: oldRow || newRow }, { oldRow, newRow });
}

/**
 * The 04/05 trap: before GB/T 30428.2-2013 04 was 突发事件 and 05 街面秩序, since then the reverse. A sheet has one
 * numbering; where its signs are of the old one, all its event classes go into the old scheme, for 0101 of an old
 * catalogue is not 0101 of a new one either. Signs of both in a sheet are an error. Sheets without a sign follow the
 * others of their file. Writes `scheme` of the drafts.
 */
export function settleNumbering(drafts: readonly DraftClass[], profile: CatalogueProfile): Finding[] {
  const { scheme, oldScheme, old } = profile.numbering;
  const found: Finding[] = [];
  const bySheet = (wanted: string) =>
    [...new Set(drafts.filter((one) => one.scheme === wanted).map(({ sheet }) => sheet))].map((sheet) =>
      signsOf(
        sheet,
        drafts.filter((one) => one.scheme === wanted && one.sheet === sheet),
        profile,
      ),
    );
  // Rows that name the old scheme themselves must not contradict it.
  for (const one of bySheet(oldScheme)) if (one.rows.new.length > 0) found.push(mixed(one));
  const sheets = bySheet(scheme);
  const anyOld = sheets.some(({ rows }) => rows.old.length > 0);
  const anyNew = sheets.some(({ rows }) => rows.new.length > 0);
  for (const one of sheets) {
    const [hasOld, hasNew] = [one.rows.old.length > 0, one.rows.new.length > 0];
    const { sheet, events } = one;
    const row = one.rows.old[0] ?? 0;
    if ((hasOld && hasNew) || (!hasOld && !hasNew && anyOld && anyNew)) found.push(mixed(one));
    else if (hasOld || (!hasNew && anyOld)) {
      for (const draft of events) draft.scheme = oldScheme;
      found.push(finding('oldNumbering', { sheet, row }, { scheme: oldScheme, rows: events.length }));
    } else if (!hasNew) {
      const unsure = events.filter(({ code }) => code.slice(0, 2) in old);
      if (unsure.length > 0)
        found.push(finding('numberingUnsure', { sheet, row: unsure[0]?.row ?? 0 }, { rows: unsure.length }));
    }
  }
  return found;
}
