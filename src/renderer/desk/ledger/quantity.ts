/** Digits of full width, as an input method leaves them. */
function halfWidth(text: string): string {
  return text.replace(/[０-９，]/g, (sign) =>
    sign === '，' ? ',' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
  );
}

/** As much as the ledger takes at once. */
const MOST = 1_000_000;

/**
 * A quantity as somebody types it: `2000`, `2,000`, `２０００`, `2000辆`, with the kind's unit behind it or without. Undefined where it is no
 * whole number above 0.
 */
export function readQuantity(text: string, unit = ''): number | undefined {
  const typed = halfWidth(text).replace(/[\s,]/g, '');
  const digits = unit !== '' && typed.endsWith(unit) ? typed.slice(0, -unit.length) : typed;
  if (!/^\d{1,7}$/.test(digits)) return undefined;
  const quantity = Number(digits);
  return quantity > 0 && quantity <= MOST ? quantity : undefined;
}
