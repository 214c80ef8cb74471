import type { PaperBlock, PaperColumn } from '@shared/paper/blocks';
import type { PaperFont, PaperTemplate } from '@shared/paper/template';
import { storableText } from '@shared/rules/text/storable';
import {
  AlignmentType,
  BorderStyle,
  ImageRun,
  type IRunOptions,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';

type TableBlock = Extract<PaperBlock, { kind: 'table' }>;
type FigureBlock = Extract<PaperBlock, { kind: 'figure' }>;

const TWIPS_PER_PIXEL = 15;
const RULE = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const;

/** Pieces of a document in the type of a template. Chinese and Latin fonts are named apart, so that digits are not set in the Chinese font's. */
export class DocxParts {
  readonly width: number;

  constructor(readonly template: PaperTemplate) {
    const { page } = template;
    this.width = page.width - page.left - page.right;
  }

  run(text: string, font: PaperFont, points: number, more: Partial<IRunOptions> = {}): TextRun {
    // Texts of older journals: XML cannot hold every sign.
    return new TextRun({ text: storableText(text), size: points * 2, font: this.font(font), ...more });
  }

  /** The template's first name of a font: the office's PC has it, and Word takes its own replacement where not. */
  font(font: PaperFont) {
    const { latin } = this.template;
    return { ascii: latin, hAnsi: latin, cs: latin, eastAsia: this.template.font[font][0] ?? '' };
  }

  /** A run of the body's size, set as close as 28 characters to a line ask for. A character grid would do it in Word alone. */
  private bodyRun(text: string, font: PaperFont): TextRun {
    return this.run(text, font, this.template.size.body, { characterSpacing: this.template.line.spacing });
  }

  /** Exactly the line pitch of 22 lines a page. */
  private get exact() {
    return { line: this.template.line.pitch, lineRule: LineRuleType.EXACT, before: 0, after: 0 };
  }

  heading(level: 1 | 2, text: string): Paragraph {
    const font = level === 1 ? 'heading' : 'subheading';
    return new Paragraph({
      style: level === 1 ? 'Heading1' : 'Heading2',
      keepNext: true,
      spacing: this.exact,
      indent: { firstLineChars: 200, firstLine: this.template.size.body * 40 },
      children: [this.bodyRun(text, font)],
    });
  }

  paragraph(text: string): Paragraph {
    return new Paragraph({
      alignment: AlignmentType.BOTH,
      spacing: this.exact,
      indent: { firstLineChars: 200, firstLine: this.template.size.body * 40 },
      children: [this.bodyRun(text, 'body')],
    });
  }

  notes(title: string, items: readonly string[]): Paragraph[] {
    const points = this.template.size.note;
    const spacing = { line: points * 30, lineRule: LineRuleType.EXACT } as const;
    const note = (text: string, n: number) =>
      new Paragraph({
        alignment: AlignmentType.BOTH,
        spacing,
        indent: { left: points * 30, hanging: points * 30 },
        children: [this.run(`${n}. ${text}`, 'body', points)],
      });
    const head = new Paragraph({
      keepNext: true,
      spacing: { ...spacing, before: 240 },
      border: { top: { ...RULE, space: 6 } },
      children: [this.run(title, 'heading', points)],
    });
    return [head, ...items.map((text, index) => note(text, index + 1))];
  }

  /** Caption above, heading row repeated on every page, rows never torn apart. */
  table(block: TableBlock): (Paragraph | Table)[] {
    const shares = block.columns.reduce((sum, { share }) => sum + share, 0);
    const widths = block.columns.map(({ share }) => Math.floor((this.width * share) / shares));
    const row = (cells: readonly string[], head: boolean, strong: boolean): TableRow =>
      new TableRow({
        cantSplit: true,
        ...(head ? { tableHeader: true } : {}),
        children: block.columns.map((column, index) =>
          this.cell(cells[index] ?? '', column, widths[index] ?? 0, head, strong),
        ),
      });
    const head = row(
      block.columns.map(({ head: text }) => text),
      true,
      true,
    );
    return [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        keepNext: true,
        spacing: { before: 160, after: 60 },
        children: [this.run(block.caption, 'heading', this.template.size.table + 1)],
      }),
      new Table({
        width: { size: this.width, type: WidthType.DXA },
        columnWidths: widths,
        layout: TableLayoutType.FIXED,
        alignment: AlignmentType.CENTER,
        borders: {
          top: RULE,
          bottom: RULE,
          left: RULE,
          right: RULE,
          insideHorizontal: RULE,
          insideVertical: RULE,
        },
        margins: { marginUnitType: WidthType.DXA, top: 40, bottom: 40, left: 100, right: 100 },
        rows: [head, ...block.rows.map((cells, index) => row(cells, false, index === block.totalRow))],
      }),
      new Paragraph({ spacing: { line: 200, lineRule: LineRuleType.EXACT }, children: [] }),
    ];
  }

  private cell(text: string, column: PaperColumn, width: number, head: boolean, strong: boolean): TableCell {
    const align = head ? 'center' : column.align;
    const alignment = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT }[
      align
    ];
    const font: PaperFont = strong ? 'heading' : 'body';
    return new TableCell({
      width: { size: width, type: WidthType.DXA },
      verticalAlign: VerticalAlignTable.CENTER,
      ...(head ? { shading: { fill: 'F2F2F2' } } : {}),
      children: [
        new Paragraph({
          alignment,
          spacing: { line: this.template.size.table * 28, lineRule: LineRuleType.AT_LEAST },
          children: [this.run(text, font, this.template.size.table)],
        }),
      ],
    });
  }

  /** The finding above the picture, its definition below, the words of the picture as alternative text. */
  figure(block: FigureBlock, png: Uint8Array): Paragraph[] {
    const { width, height } = pngSize(png);
    const shown = Math.floor(this.width / TWIPS_PER_PIXEL);
    const size = this.template.size.table;
    const line = (text: string, font: PaperFont, points: number, keepNext: boolean): Paragraph =>
      new Paragraph({
        alignment: AlignmentType.CENTER,
        keepNext,
        spacing: { before: keepNext ? 160 : 0, after: keepNext ? 60 : 200 },
        children: [this.run(text, font, points)],
      });
    const picture = new ImageRun({
      type: 'png',
      data: png,
      transformation: { width: shown, height: Math.round((shown * height) / width) },
      altText: { name: block.chart, title: block.title, description: block.alt },
    });
    return [
      line(block.title, 'heading', size + 1, true),
      new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, children: [picture] }),
      line(block.about, 'body', size - 1, false),
    ];
  }
}

/** Pixels of a PNG by its header. @throws Error when the bytes are no PNG. */
export function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.length < 24 || view.getUint32(0) !== 0x89504e47)
    throw new Error('The picture of a chart is not a PNG.');
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
