import { maskText } from './personal';

/** A text with its numbers masked (see `maskText`), but for the centre's own that citizens are to call back; `contact` may be empty. */
export function maskExcept(text: string, contact: string): string {
  if (contact === '') return maskText(text);
  const own = contact.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Inside a longer number its digits are somebody else's.
  return text
    .split(new RegExp(`(?<![\\d-])${own}(?!\\d)`))
    .map(maskText)
    .join(contact);
}
