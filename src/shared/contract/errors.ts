/** An error as it crosses processes: an i18n code under `error.`, the call that failed, and parameters. */
export interface WireError {
  readonly code: string;
  readonly call: string;
  readonly params?: Record<string, string | number> | undefined;
  readonly detail?: string | undefined;
}

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
  const issue = firstIssue(error);
  if (issue) {
    const field = issue.path.join('.');
    return { code: 'invalid', call, params: { field }, detail: `${field}: ${issue.message}` };
  }
  return { code: 'internal', call, detail: error instanceof Error ? error.message : String(error) };
}

/** The first issue of a schema's error. Told by its shape, so that pages that only show errors need no schema library. */
function firstIssue(error: unknown): { path: PropertyKey[]; message: string } | undefined {
  if (!(error instanceof Error) || !('issues' in error) || !Array.isArray(error.issues)) return undefined;
  return error.issues[0] as { path: PropertyKey[]; message: string } | undefined;
}
