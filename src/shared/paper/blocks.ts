/** Texts of a document: the translation function, keys of the namespace `paper`. */
export type PaperText = (key: string, params?: Record<string, string | number>) => string;

/** Languages that documents are written in. */
export type PaperLanguage = 'zh-CN' | 'en';

/** A column of a table: its heading, its share of the type area's width, and how its cells stand. */
export interface PaperColumn {
  readonly head: string;
  readonly share: number;
  readonly align: 'left' | 'center' | 'right';
}

/** A chart of the briefing as the renderer's components draw it. */
export type PaperChart = 'days' | 'units';

/** A piece of a document, the same for DOCX and for the printed page. */
export type PaperBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly caption: string;
      readonly columns: readonly PaperColumn[];
      readonly rows: readonly (readonly string[])[];
      /** Index of the row that sums up, set apart by weight. */
      readonly totalRow?: number;
    }
  | {
      readonly kind: 'figure';
      readonly chart: PaperChart;
      /** The finding. */
      readonly title: string;
      /** Definition and period. */
      readonly about: string;
      readonly alt: string;
    }
  | {
      readonly kind: 'photos';
      readonly title: string;
      /** `src` is the SHA-256 of a kept picture; whoever prints brings the bytes. */
      readonly items: readonly { readonly src: string; readonly caption: string }[];
    }
  | { readonly kind: 'notes'; readonly title: string; readonly items: readonly string[] };

/** A document: the masthead (红头) and what follows. */
export interface Paper {
  readonly title: string;
  readonly issue: string;
  readonly issuer: string;
  readonly date: string;
  readonly language: PaperLanguage;
  readonly blocks: readonly PaperBlock[];
}
