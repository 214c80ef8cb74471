import { z } from 'zod';

const fonts = z.array(z.string()).min(1);

/** Page and type of documents (`resources/templates/gongwen.json`, GB/T 9704-2012): lengths in twips, sizes in points, names of fonts by preference. */
export const paperTemplateSchema = z.object({
  page: z.object({
    width: z.number(),
    height: z.number(),
    top: z.number(),
    bottom: z.number(),
    left: z.number(),
    right: z.number(),
    footer: z.number(),
  }),
  /** Exact line pitch (22 lines a page) and what every body character is set closer by (28 a line). */
  line: z.object({ pitch: z.number(), spacing: z.number() }),
  red: z.string().regex(/^[0-9A-F]{6}$/),
  size: z.object({
    masthead: z.number(),
    body: z.number(),
    table: z.number(),
    note: z.number(),
    number: z.number(),
  }),
  font: z.object({ title: fonts, body: fonts, heading: fonts, subheading: fonts, number: fonts }),
  latin: z.string(),
});
export type PaperTemplate = z.infer<typeof paperTemplateSchema>;
export type PaperFont = keyof PaperTemplate['font'];
