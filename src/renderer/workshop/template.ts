import { paperTemplateSchema } from '@shared/paper/template';
import gongwen from '../../../resources/templates/gongwen.json';

/** Page and type of documents; the DOCX writer reads the same file. */
export const template = paperTemplateSchema.parse(gongwen);

const TWIPS_PER_MM = 1440 / 25.4;

/** Twips as millimetres for CSS. */
export function mm(twips: number): string {
  return `${(twips / TWIPS_PER_MM).toFixed(2)}mm`;
}
