import type { NewEvent } from '../envelope';
import type { ReportEventData, ReportEventType } from './events';

/** A report event with its payload checked by type; version 1. */
export function reportEvent<T extends ReportEventType>(
  stream: string,
  type: T,
  at: string,
  data: ReportEventData<T>,
  secret?: Record<string, unknown>,
): NewEvent {
  const event = { stream, type, at, data: data as Record<string, unknown> };
  return secret ? { ...event, secret: { keyId: stream, value: secret } } : event;
}
