import { maskText } from '../../rules/intake/personal';
import { accept, refuse } from '../envelope';
import {
  assignPart,
  caseEvent,
  checkAfter,
  type Decide,
  limitFor,
  masked,
  openPart,
  unitName,
} from './deciding';

// What units get and what they say: assigning, accepting, returning, handling, confirming, urging.

export const assign: Decide<'case.assign'> = (state, command, ctx, at) => {
  const assisting = [...new Set(command.assisting)].filter((unit) => unit !== command.lead);
  const unknown = [command.lead, ...assisting].find((unit) => !ctx.rules.unit(unit));
  if (unknown !== undefined) return refuse('unit.unknown', { unit: unknown });
  const stranger = command.tasks.find(({ unit }) => unit !== command.lead && !assisting.includes(unit));
  if (stranger) return refuse('case.notItsPart', { unit: unitName(ctx, stranger.unit) });
  const parts = [command.lead, ...assisting].map((unit) => {
    const own = command.tasks.find((one) => one.unit === unit);
    return assignPart(state, { unit, task: own?.task, limit: own?.limit }, ctx, at);
  });
  const [lead] = parts;
  if (!lead) return refuse('unit.unknown', { unit: command.lead });
  const proposed = ctx.rules.propose(state.classRef, state.place, at.slice(0, 10));
  const choice = { ...command.choice, ...(proposed ? { tableUnit: proposed.unit } : {}) };
  const note = masked(command.note);
  const data = { lead: command.lead, assisting, note, choice, handle: lead.handle, parts };
  return accept([caseEvent(state.id, 'case.assigned', at, data)]);
};

export const addPart: Decide<'case.addPart'> = (state, command, ctx, at) => {
  const { unit, task, limit } = command;
  if (!ctx.rules.unit(unit)) return refuse('unit.unknown', { unit });
  if (state.parts.some((part) => part.unit === unit))
    return refuse('case.hasPart', { unit: unitName(ctx, unit) });
  const part = assignPart(state, { unit, task, limit }, ctx, at);
  return accept([caseEvent(state.id, 'case.part-added', at, { note: masked(command.note), part })]);
};

export const acceptPart: Decide<'case.accept'> = (state, { unit, note }, ctx, at) => {
  const part = openPart(state, unit);
  if (!part) return refuse('case.notItsPart', { unit: unitName(ctx, unit) });
  if (part.acceptedAt !== undefined || part.reportedAt !== undefined)
    return refuse('case.partAccepted', { unit: unitName(ctx, unit) });
  return accept([caseEvent(state.id, 'case.accepted', at, { unit, note: masked(note) })]);
};

export const returnPart: Decide<'case.return'> = (state, command, ctx, at) => {
  const unit = command.unit ?? state.lead;
  if (unit === undefined) return refuse('case.notAssigned');
  const part = openPart(state, unit);
  if (!part) return refuse('case.notItsPart', { unit: unitName(ctx, unit) });
  // A unit may send back only before its worker has reported, and within its window; later only by the centre's leave.
  const late = part.reportedAt !== undefined || (part.returnBy !== undefined && at > part.returnBy);
  if (late && !command.exception)
    return refuse('case.returnLate', { unit: unitName(ctx, unit), until: part.returnBy ?? at });
  const { reason, suggests, photos } = command;
  if (suggests !== undefined && !ctx.rules.unit(suggests)) return refuse('unit.unknown', { unit: suggests });
  const whole = part.role === 'lead';
  const exception = late ? masked(command.exception) : undefined;
  return accept([
    caseEvent(state.id, 'case.returned', at, {
      unit,
      reason,
      note: masked(command.note),
      suggests,
      ...(photos.length > 0 ? { photos } : {}),
      ...(exception ? { exception } : {}),
      ...(whole
        ? { assign: ctx.rules.deadline('assign', limitFor(state), at) }
        : checkAfter(state, unit, ctx, at)),
    }),
  ]);
};

export const handle: Decide<'case.handle'> = (state, command, ctx, at) => {
  const { unit, photos, confirmed } = command;
  const name = unitName(ctx, unit);
  if (!state.parts.some((part) => part.unit === unit)) return refuse('case.notItsPart', { unit: name });
  const part = openPart(state, unit);
  if (!part) return refuse('case.partDone', { unit: name });
  if (!confirmed && part.reportedAt !== undefined) return refuse('case.toConfirm', { unit: name });
  const note = maskText(command.note);
  const data = confirmed
    ? { unit, note, photos, ...checkAfter(state, unit, ctx, at) }
    : { unit, note, photos, confirmed };
  return accept([caseEvent(state.id, 'case.handled', at, data)]);
};

export const confirm: Decide<'case.confirm'> = (state, { unit, note }, ctx, at) => {
  const part = openPart(state, unit);
  if (!part) return refuse('case.notItsPart', { unit: unitName(ctx, unit) });
  if (part.reportedAt === undefined) return refuse('case.notReported', { unit: unitName(ctx, unit) });
  const data = { unit, note: masked(note), ...checkAfter(state, unit, ctx, at) };
  return accept([caseEvent(state.id, 'case.confirmed', at, data)]);
};

export const urge: Decide<'case.urge'> = (state, command, ctx, at) => {
  const unit = command.unit ?? state.lead;
  if (unit === undefined || !openPart(state, unit))
    return refuse('case.notItsPart', { unit: unitName(ctx, unit ?? '') });
  return accept([caseEvent(state.id, 'case.urged', at, { unit, note: masked(command.note) })]);
};

export const supervise: Decide<'case.supervise'> = (state, command, ctx, at) => {
  const unit = command.unit ?? state.lead;
  if (unit === undefined) return refuse('case.notAssigned');
  if (!state.parts.some((part) => part.unit === unit))
    return refuse('case.notItsPart', { unit: unitName(ctx, unit) });
  const answer = ctx.rules.deadline('supervise', limitFor(state, unit), at);
  const id = ctx.newId('supervision');
  return accept([
    caseEvent(state.id, 'case.supervised', at, { id, unit, text: maskText(command.text), answer }),
  ]);
};

export const answerSupervision: Decide<'case.answerSupervision'> = (state, command, _ctx, at) => {
  const open = state.supervisions.filter((one) => one.answeredAt === undefined);
  const which = command.id === undefined ? open[0] : open.find((one) => one.id === command.id);
  if (!which) return refuse('case.noSupervision');
  const text = maskText(command.text);
  return accept([caseEvent(state.id, 'case.supervision-answered', at, { id: which.id, text })]);
};
