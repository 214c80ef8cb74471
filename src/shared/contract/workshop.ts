import { z } from 'zod';
import { briefingSchema } from './briefing';
import { directorySchema } from './models';
import { casePageSchema } from './pages';

const bytes = z.instanceof(Uint8Array);
const language = z.enum(['zh-CN', 'en']);

/** A picture as the workshop found it; the bytes themselves are kept by whoever asked. */
export const decodedPictureSchema = z.object({
  /** Pixels as shown, after the orientation that the file asks for. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** By the bytes, whatever the file's name says. */
  mime: z.string(),
  /** WebP, at most 480 px wide. */
  thumb: bytes,
  thumbMime: z.string(),
  /** Difference hash, 64 bits as 16 hexadecimal digits; the OSD bands (top and bottom 8 %) are left out of it. */
  dhash: z.string().regex(/^[0-9a-f]{16}$/),
});
export type DecodedPicture = z.infer<typeof decodedPictureSchema>;

/** A font that the printed page wants, and the one that this machine gives. */
export const fontUseSchema = z.object({
  role: z.enum(['title', 'body', 'heading', 'subheading', 'number']),
  wanted: z.string(),
  used: z.string(),
  exact: z.boolean(),
});
export type FontUse = z.infer<typeof fontUseSchema>;

/**
 * What the workshop (hidden sandboxed renderer) does on request: calls of kind `action` over a port, see `rpc.ts`.
 * Errors: `picture.broken` {name, reason} with reason `empty`, `type`, `truncated`, `pixels` or `decode`; `chart.failed`.
 */
export const workshopCalls = {
  /** Decode a picture of a foreign file. `name` is for the error text only. */
  'picture.decode': {
    input: z.object({ bytes, name: z.string().default(''), mime: z.string().optional() }),
    output: decodedPictureSchema,
  },
  /** Draw a chart of the briefing as it stands in documents; `scale` 3 gives about 300 dpi over the type area. */
  'chart.png': {
    input: z.object({
      chart: z.enum(['days', 'units']),
      model: briefingSchema,
      language: language.default('zh-CN'),
      scale: z.number().min(1).max(4).default(3),
    }),
    output: z.object({ bytes, width: z.number().int(), height: z.number().int() }),
  },
  /**
   * Lay the briefing out for `printToPDF`; answers when fonts and layout are ready. `footer` is the template to print page
   * numbers with where this Chromium has no page margin boxes (before 131), else null.
   */
  'page.show': {
    input: z.object({ model: briefingSchema, language: language.default('zh-CN') }),
    output: z.object({ title: z.string(), fonts: z.array(fontUseSchema), footer: z.string().nullable() }),
  },
  /** Lay a paper of a case out for `printToPDF`, with the bytes of its pictures by their SHA-256. */
  'case.show': {
    input: z.object({
      kind: z.enum(['file', 'slip']),
      page: casePageSchema,
      names: directorySchema.pick({ units: true, operators: true, communities: true }),
      now: z.string(),
      language: language.default('zh-CN'),
      pictures: z.array(z.object({ sha256: z.string(), bytes })),
    }),
    output: z.object({ title: z.string(), fonts: z.array(fontUseSchema), footer: z.string().nullable() }),
  },
  'page.clear': { input: z.object({}), output: z.object({}) },
} as const;

export type WorkshopCalls = typeof workshopCalls;
export type WorkshopName = keyof WorkshopCalls;
export type WorkshopInput<N extends WorkshopName> = z.input<WorkshopCalls[N]['input']>;
export type WorkshopOutput<N extends WorkshopName> = z.infer<WorkshopCalls[N]['output']>;

/** Whom a port of the workshop was made for: the store has foreign pictures decoded, main has documents drawn. */
export const workshopClientSchema = z.object({ client: z.enum(['store', 'main']) });
export type WorkshopClient = z.infer<typeof workshopClientSchema>['client'];

/** What each client may ask. */
export const workshopRights: Record<WorkshopClient, readonly WorkshopName[]> = {
  store: ['picture.decode'],
  main: ['picture.decode', 'chart.png', 'page.show', 'case.show', 'page.clear'],
};

/** The channel on which main hands ports to a page's preload. */
export const PORT_CHANNEL = 'xiuhua:port';
