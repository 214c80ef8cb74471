import { maskName, maskPhone, maskText, normalisePhone } from '../../rules/intake/personal';
import { maskedPlace } from '../common';
import type { DecideContext } from '../context';
import type { NewEvent } from '../envelope';
import type { ReportCommand } from './commands';
import { reportEvent } from './event';
import type { CallerRecord, ReportBody } from './events';

type Intake = Omit<Extract<ReportCommand, { type: 'report.receive' }>, 'type' | 'reportId'>;

/** What is open of the caller: that there is a number, never which, nor what it could be found again by. */
function callerRecord(stream: string, { caller }: Intake): CallerRecord | undefined {
  if (!caller) return undefined;
  const phone = caller.phone ? normalisePhone(caller.phone) : undefined;
  const anonymous = !caller.name || caller.name === '匿名';
  const mask = [caller.name ? maskName(caller.name) : '', phone ? maskPhone(phone) : '']
    .filter(Boolean)
    .join(' ');
  const known = phone ? { callable: true, hash: stream } : { callable: false };
  return { mask, ...known, anonymous, wishes: caller.wishes };
}

/** The received event of an intake: open words masked, the caller and the words as given sealed. */
export function receivedEvent(stream: string, intake: Intake, ctx: DecideContext, at: string): NewEvent {
  const title = maskText(intake.title);
  const content = maskText(intake.content);
  const what = { channel: intake.channel, appealKind: intake.appealKind };
  const outside = intake.outsideDue
    ? ctx.rules.outsideUntil(intake.receivedAt, intake.outsideDue)
    : intake.appealKind && intake.appealKind !== 'praise' && intake.channel === 'hotline12345'
      ? ctx.rules.deadline('outside', what, intake.receivedAt)
      : undefined;
  const { caller, outsideDue: _due, more, ...open } = intake;
  const record = callerRecord(stream, intake);
  const hash = ctx.callerHash(intake.caller?.phone);
  const body: ReportBody = {
    ...open,
    title,
    content,
    place: maskedPlace(intake.place),
    ...(record ? { caller: record } : {}),
    ...(outside ? { outside } : {}),
    intake: ctx.rules.deadline('intake', what, at),
  };
  const words = {
    ...(title !== intake.title ? { title: intake.title } : {}),
    ...(content !== intake.content ? { content: intake.content } : {}),
  };
  const who = caller?.name || caller?.phone ? { name: caller.name, phone: caller.phone } : {};
  const rest = more && Object.keys(more).length > 0 ? { more } : {};
  const secret = { ...words, ...who, ...rest, ...(hash ? { hash } : {}) };
  return reportEvent(
    stream,
    'report.received',
    at,
    body,
    Object.keys(secret).length > 0 ? secret : undefined,
  );
}
