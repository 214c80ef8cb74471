/** A flat record of the answer; null becomes an empty element, or null. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** What an answer is: a list of records under a name, each with its own (`service_requests`, `request`). */
export interface Listing {
  readonly list: string;
  readonly item: string;
  readonly rows: readonly Fields[];
}

export type Format = 'json' | 'xml';

/** The content type of a format. */
export const contentType: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
};

/** A listing in the format that was asked for. JSON is the bare list, as GeoReport v2 has it. */
export function written(listing: Listing, format: Format): string {
  if (format === 'json') return JSON.stringify(listing.rows);
  const items = listing.rows.map((row) => `<${listing.item}>${elements(row)}</${listing.item}>`).join('');
  return `<?xml version="1.0" encoding="utf-8"?>\n<${listing.list}>${items}</${listing.list}>\n`;
}

/** An error as GeoReport v2 tells it. */
export function errorListing(code: number, description: string): Listing {
  return { list: 'errors', item: 'error', rows: [{ code, description }] };
}

function elements(row: Fields): string {
  return Object.entries(row)
    .map(([name, value]) => (value === null ? `<${name}/>` : `<${name}>${escaped(String(value))}</${name}>`))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text of an element. Characters that XML 1.0 cannot hold are left out. */
function escaped(text: string): string {
  return [...text]
    .filter(isXml)
    .join('')
    .replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}

/** https://www.w3.org/TR/xml/#charsets */
function isXml(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
