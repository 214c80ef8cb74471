import type { TableName } from '../domain/registry/events';

/**
 * Something about the rules that somebody should look at. `code` is a text under `rules:finding.`, `table` is where it
 * is mended. Errors stop work (no unit, no limit), warnings will or may, the rest is worth knowing.
 */
export interface RuleFinding {
  readonly level: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly table: TableName;
  readonly params: Record<string, string | number>;
}
