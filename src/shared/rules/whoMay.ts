import type { OperatorRow } from './tables';

/**
 * Who acts: the roles of operators as the registry has them, and two that are nobody's at a desk: `system`, the program for
 * itself (seeds, what an exchange brings), and `cli`, whoever has the folder and its command line before him.
 */
export type ActingRole = OperatorRow['role'] | 'system' | 'cli';

/** Actors that are no operators. Their names are kept for them: no row of the registry speaks as one of them. */
export const OWN_ACTORS = ['system', 'cli'] as const;
type OwnActor = (typeof OWN_ACTORS)[number];

/** The roles of operators, in the order of the work. */
export const OPERATOR_ROLES: readonly OperatorRow['role'][] = [
  'intake',
  'dispatch',
  'supervise',
  'duty',
  'patrol',
];
/** The leader of the shift (值班长) and supervision (督查). */
const LEADERS: readonly ActingRole[] = ['duty', 'supervise'];

/**
 * Who may do what (谁可以做什么): each deed with the roles that may. The store asks it before it writes, main before it asks the
 * sync process, and the screens offer nothing that it refuses. What is not named here may be done by nobody.
 */
export const WHO_MAY = {
  /** Every command that has no row of its own, looking at a caller, taking sheets and pictures in (受理、派遣、查看来件人 …). */
  'desk.work': [...OPERATOR_ROLES, 'system', 'cli'],
  /** Papers, daily sheets, replies, the briefing leave as files. */
  'desk.write': [...OPERATOR_ROLES, 'system', 'cli'],
  /** Close out of turn, answer a request for more time or a hold (强制结案、审批). */
  'case.approve': LEADERS,
  /** Erase a caller for good (删除来件人信息). */
  'caller.erase': LEADERS,
  /** Set tables of rules and registry, take a catalogue (改规则和名录). */
  'rules.set': [...LEADERS, 'system'],
  /** Invite a desk, let it in, refuse it, shut one out (允许加入、停用席位). The system writes down whom an exchange has proved. */
  'devices.decide': [...LEADERS],
  /** Join a centre or a street, cut a connection (连接、断开). */
  'sharing.connect': LEADERS,
  /** What any shift does with a connection: exchange now, pause, put a notice away (立即同步、暂停). */
  'sharing.tend': [...OPERATOR_ROLES, 'system'],
  /** Write courier packages: keys leave in them (导出摆渡包). */
  'courier.export': [...LEADERS, 'cli'],
  /** Believe a sender that nobody here knows (信任未知来源). */
  'courier.trust': [...LEADERS, 'cli'],
  /** Look into a package of a known sender and take it in (导入摆渡包). */
  'courier.take': [...OPERATOR_ROLES, 'cli'],
} as const satisfies Record<string, readonly ActingRole[]>;
export type Deed = keyof typeof WHO_MAY;
/** All deeds, in the order of the table. */
export const DEEDS = Object.keys(WHO_MAY) as Deed[];

/**
 * Deeds that may not come to a stop because a table names nobody of the right role: a table of before the rule is mended by
 * whoever is there, and a centre whose tables have not come yet has nobody to ask.
 */
const NEVER_STUCK: readonly Deed[] = ['rules.set', 'devices.decide', 'sharing.connect', 'sharing.tend'];

/** What a folder without a registry wants all the same: it has just joined, its tables have not come yet, and nobody can be chosen. */
const WITHOUT_REGISTRY: readonly Deed[] = ['devices.decide', 'sharing.connect', 'sharing.tend'];

/** What an empty folder wants: nobody can sit there, and joining a centre is all there is to do. */
const IN_EMPTY_FOLDER: readonly Deed[] = ['sharing.connect', 'sharing.tend'];

/** Is this an actor of the program's own, not an operator? */
export function isOwnActor(actor: string | undefined): actor is OwnActor {
  return OWN_ACTORS.some((own) => own === actor);
}

/** The people who work in a role (某岗位的人员), in the registry's order: for lists and proposals. What they may do, ask `mayDo`. */
export function peopleOf<T extends Pick<OperatorRow, 'role'>>(
  role: OperatorRow['role'],
  operators: readonly T[],
): T[] {
  return operators.filter((one) => one.role === role);
}

/** In which role this actor acts; undefined for somebody whom the registry does not know. */
export function roleOfActor(
  actor: string,
  operators: readonly Pick<OperatorRow, 'id' | 'role'>[],
): ActingRole | undefined {
  return isOwnActor(actor) ? actor : operators.find(({ id }) => id === actor)?.role;
}

/** May somebody in this role do it? */
export function roleMay(deed: Deed, role: ActingRole | undefined): boolean {
  return role !== undefined && (WHO_MAY[deed] as readonly ActingRole[]).includes(role);
}

/** May this actor do it, as the registry stands? An actor is an operator's id, or `system`, or `cli`. */
export function mayDo(
  deed: Deed,
  actor: string | undefined,
  operators: readonly Pick<OperatorRow, 'id' | 'role'>[],
): boolean {
  if (actor !== undefined && roleMay(deed, roleOfActor(actor, operators))) return true;
  return NEVER_STUCK.includes(deed) && !operators.some(({ role }) => roleMay(deed, role));
}

/** May it be done by the program where no registry has come yet, and so nobody can be chosen? */
export function mayWithoutRegistry(
  deed: Deed,
  operators: readonly Pick<OperatorRow, 'id' | 'role'>[],
): boolean {
  return operators.length === 0 && WITHOUT_REGISTRY.includes(deed);
}

/** May it be done in a folder that has no data yet? */
export function mayInEmptyFolder(deed: Deed): boolean {
  return IN_EMPTY_FOLDER.includes(deed);
}
