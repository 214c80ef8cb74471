import type { Briefing } from '@shared/contract/briefing';
import type { Paper, PaperBlock, PaperChart, PaperLanguage } from '@shared/paper/blocks';
import { briefingPaper } from '@shared/paper/briefing';
import { paperTemplateSchema } from '@shared/paper/template';
import {
  AlignmentType,
  BorderStyle,
  Document,
  type FileChild,
  Footer,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Tab,
  TabStopType,
  TextRun,
} from 'docx';
import gongwen from '../../../resources/templates/gongwen.json';
import { DocxParts } from './docxParts';
import { paperText } from './texts';

/** The charts as PNG, drawn by the workshop. */
export type BriefingPictures = Readonly<Record<PaperChart, Uint8Array>>;

/** Big red name, number of the issue, issuer and date, red rule. */
function masthead(paper: Paper, parts: DocxParts): Paragraph[] {
  const { red, size } = parts.template;
  return [
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { before: 240, after: 120 },
      children: [parts.run(paper.title, 'title', size.masthead, { color: red })],
    }),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { after: 240 },
      children: [parts.run(paper.issue, 'body', size.body)],
    }),
    new Paragraph({
      tabStops: [{ type: TabStopType.RIGHT, position: parts.width }],
      border: { bottom: { style: BorderStyle.SINGLE, size: 18, color: red, space: 6 } },
      spacing: { after: 300 },
      children: [
        parts.run(paper.issuer, 'body', 14),
        new TextRun({ children: [new Tab()] }),
        parts.run(paper.date, 'body', 14),
      ],
    }),
  ];
}

/** Page number with a dash on each side, outer side of the page, one character in (GB/T 9704 7.5). */
function footer(parts: DocxParts, side: 'odd' | 'even'): Footer {
  const { size } = parts.template;
  const indent = size.number * 20;
  const number = new TextRun({
    children: ['— ', PageNumber.CURRENT, ' —'],
    size: size.number * 2,
    font: {
      ...parts.font('number'),
      ascii: parts.font('number').eastAsia,
      hAnsi: parts.font('number').eastAsia,
    },
  });
  return new Footer({
    children: [
      new Paragraph({
        alignment: side === 'odd' ? AlignmentType.RIGHT : AlignmentType.LEFT,
        indent: side === 'odd' ? { right: indent } : { left: indent },
        children: [number],
      }),
    ],
  });
}

function blockParts(block: PaperBlock, parts: DocxParts, pictures: BriefingPictures): FileChild[] {
  if (block.kind === 'heading') return [parts.heading(block.level, block.text)];
  if (block.kind === 'paragraph') return [parts.paragraph(block.text)];
  if (block.kind === 'table') return parts.table(block);
  // The briefing has none; papers with pictures are printed.
  if (block.kind === 'photos') return [];
  if (block.kind === 'figure') return parts.figure(block, pictures[block.chart]);
  return parts.notes(block.title, block.items);
}

/**
 * The weekly briefing as DOCX: page and type after GB/T 9704-2012, figures and ranking as real tables, charts as pictures with
 * alternative text. Needs no process of its own but takes some hundred milliseconds.
 */
export async function briefingDocx(
  model: Briefing,
  pictures: BriefingPictures,
  language: PaperLanguage = 'zh-CN',
): Promise<Uint8Array> {
  const paper = briefingPaper(model, language, paperText(language));
  const parts = new DocxParts(paperTemplateSchema.parse(gongwen));
  const { page, line, size } = parts.template;
  const heading = (font: 'heading' | 'subheading') => ({
    run: { size: size.body * 2, bold: false, color: '000000', font: parts.font(font) },
    paragraph: { spacing: { line: line.pitch, lineRule: LineRuleType.EXACT, before: 0, after: 0 } },
  });
  const document = new Document({
    title: `${paper.title} ${paper.issue}`,
    subject: paper.title,
    creator: paper.issuer,
    lastModifiedBy: paper.issuer,
    evenAndOddHeaderAndFooters: true,
    styles: {
      default: {
        document: {
          run: {
            size: size.body * 2,
            font: parts.font('body'),
            language: { value: 'en-US', eastAsia: 'zh-CN' },
          },
        },
        heading1: heading('heading'),
        heading2: heading('subheading'),
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: page.width, height: page.height },
            margin: { ...page, header: page.footer, gutter: 0 },
          },
        },
        footers: { default: footer(parts, 'odd'), even: footer(parts, 'even') },
        children: [
          ...masthead(paper, parts),
          ...paper.blocks.flatMap((block) => blockParts(block, parts, pictures)),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
