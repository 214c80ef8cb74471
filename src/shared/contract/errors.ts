import { z } from 'zod';

/** An error as it crosses processes: an i18n code under `error.` or `refusal.`, the call that failed, and parameters. */
export const wireErrorSchema = z.object({
  code: z.string(),
  call: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  detail: z.string().optional(),
});
export type WireError = z.infer<typeof wireErrorSchema>;

/** An expected failure with a code that the screens can translate; `detail` is for the log and never holds personal data. */
export class CodedError extends Error {
  constructor(
    readonly code: string,
    readonly params: Readonly<Record<string, string | number>> = {},
    readonly detail?: string,
  ) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'CodedError';
  }
}

/** A failure that came back from another process, named by the call that failed. */
export class RemoteError extends CodedError {
  constructor(readonly wire: WireError) {
    super(wire.code, wire.params ?? {}, wire.detail);
    this.name = 'RemoteError';
    this.message = `${wire.call}: ${this.message}`;
  }
}

/** Any failure as it goes over the wire. Unexpected ones become `internal` with their message as detail. */
export function toWireError(error: unknown, call: string): WireError {
  if (error instanceof CodedError) {
    return {
      code: error.code,
      call,
      params: { ...error.params },
      ...(error.detail ? { detail: error.detail } : {}),
    };
  }
  if (error instanceof z.ZodError) {
    const first = error.issues[0];
    const field = first?.path.join('.') ?? '';
    return { code: 'invalid', call, params: { field }, detail: `${field}: ${first?.message ?? ''}` };
  }
  return { code: 'internal', call, detail: error instanceof Error ? error.message : String(error) };
}
