/**
 * The placeholders that standard texts may hold, by the names that operators know. Others are allowed and are reported
 * as unknown.
 */
export const placeholders = [
  '编号',
  '案号',
  '单位',
  '地点',
  '时限',
  '事项',
  '类别',
  '日期',
  '时间',
  '联系人',
  '联系电话',
  '理由',
  '结果',
] as const;
export type Placeholder = (typeof placeholders)[number];

/** A placeholder that was left in the text; `from` and `to` are offsets in the filled text, so that the cursor can go there. */
export interface OpenPlaceholder {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Not one of {@link placeholders}: perhaps a typing mistake in the standard text. */
  readonly unknown: boolean;
}

/** A standard text with what is known filled in. */
export interface FilledText {
  readonly text: string;
  readonly filled: readonly string[];
  readonly open: readonly OpenPlaceholder[];
}

const PLACEHOLDER = /[{｛]\s*([^{}｛｝\s]{1,20})\s*[}｝]/g;
const KNOWN = new Set<string>(placeholders);

/**
 * Fill the placeholders of a standard text (`{编号}`, `{单位}`, full-width braces too). What has no value, or an empty one,
 * stays as it is and is reported. Values are put in as they are: braces inside a value are not filled again.
 */
export function fillText(
  template: string,
  values: Readonly<Partial<Record<string, string | undefined>>>,
): FilledText {
  let text = '';
  let at = 0;
  const filled: string[] = [];
  const open: OpenPlaceholder[] = [];
  for (const match of template.matchAll(PLACEHOLDER)) {
    const name = match[1] ?? '';
    text += template.slice(at, match.index);
    at = match.index + match[0].length;
    const value = Object.hasOwn(values, name) ? values[name]?.trim() : undefined;
    if (value) {
      text += value;
      if (!filled.includes(name)) filled.push(name);
      continue;
    }
    const from = text.length;
    text += match[0];
    open.push({ name, from, to: text.length, unknown: !KNOWN.has(name) });
  }
  return { text: text + template.slice(at), filled, open };
}
