import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandSchema, deedOf } from '../domain/commands';
import { operatorRowSchema } from './tables';
import { type ActingRole, DEEDS, type Deed, mayDo, OPERATOR_ROLES, roleMay, roleOfActor } from './whoMay';

const ROLES = operatorRowSchema.shape.role.options;
const LEADING = ['caller.erase', 'case.approve', 'courier.export', 'courier.trust', 'devices.decide'];
const TABLE = ROLES.map((role) => ({ id: `${role}-1`, role }));

describe('who may', () => {
  it('knows the roles of the registry, all of them', () => {
    expect([...OPERATOR_ROLES].sort()).toEqual([...ROLES].sort());
  });

  it('leaves what cannot be taken back, and what moves keys, to who leads the shift or supervises', () => {
    const only = (deed: Deed) => ROLES.filter((role) => roleMay(deed, role)).sort();
    for (const deed of [...LEADING, 'rules.set', 'sharing.connect'] as Deed[])
      expect(only(deed), deed).toEqual(['duty', 'supervise']);
    for (const deed of ['desk.work', 'desk.write', 'sharing.tend', 'courier.take'] as Deed[])
      expect(only(deed), deed).toEqual([...ROLES].sort());
  });

  it('gives the program and the command line no approval, no erasing and no say over who belongs to the centre', () => {
    for (const own of ['system', 'cli'] as const)
      for (const deed of ['case.approve', 'caller.erase', 'devices.decide', 'sharing.connect'] as const)
        expect(mayDo(deed, own, TABLE), `${own} ${deed}`).toBe(false);
  });

  it('knows every command: what is named stands in the contract', () => {
    const types = commandSchema.options.map((one) => one.shape.type.value as string);
    const named = types.filter((type) => deedOf(type) !== 'desk.work');
    expect(named.sort()).toEqual(
      ['caller.erase', 'case.answer', 'case.forceClose', 'device.enrol', 'device.revoke', 'table.set'].sort(),
    );
  });

  it('never lets an unknown actor or nobody, and a row of the registry speaks for no program', () => {
    const row = fc.record({ id: fc.string({ minLength: 1 }), role: fc.constantFrom(...ROLES) });
    fc.assert(
      fc.property(
        fc.array(row),
        fc.option(fc.string(), { nil: undefined }),
        fc.constantFrom(...DEEDS),
        (rows, actor, deed) => {
          const operators = [...TABLE, ...rows];
          const known = actor !== undefined && (operators.some(({ id }) => id === actor) || isOwn(actor));
          if (!known) expect(mayDo(deed, actor, operators)).toBe(false);
          for (const own of ['system', 'cli'] as const) {
            const impostor = ROLES.map((role): { id: string; role: typeof role } => ({ id: own, role }));
            expect(roleOfActor(own, [...impostor, ...operators])).toBe<ActingRole>(own);
          }
        },
      ),
      { seed: 20241231 },
    );
  });

  it('does not come to a stop: tables that name nobody who may are mended by whoever is there', () => {
    const old = [{ id: 'intake-1', role: 'intake' as const }];
    expect(mayDo('rules.set', 'intake-1', old)).toBe(true);
    expect(mayDo('devices.decide', 'intake-1', [])).toBe(true);
    expect(mayDo('caller.erase', 'intake-1', old)).toBe(false);
  });
});

function isOwn(actor: string): boolean {
  return actor === 'system' || actor === 'cli';
}
