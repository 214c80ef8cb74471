import { afterAll, describe, expect, it } from 'vitest';
import { TestFolders } from '../testing/folder';
import { connect } from '../testing/wires';
import { filedCase, newId, received, wish } from '../testing/wishes';
import { StoreServer } from './server';
import type { Store } from './store';

const folders = new TestFolders();
afterAll(() => folders.remove());

async function served(): Promise<{ store: Store; server: StoreServer }> {
  const store = await (await folders.create()).open();
  const server = new StoreServer(async () => {});
  server.use(store);
  return { store, server };
}

type Desk = ReturnType<typeof connect>;
const sit = (desk: Desk, operator: string) => desk.caller.call('action', 'session.set', { operator });
const send = (desk: Desk, command: object, more: object = {}) =>
  desk.caller.call('command', 'execute', { id: newId(), command, ...more });

describe('the session of a port', () => {
  it('begins with nobody, who may look at lists and nothing else; the wrong name empties the chair', async () => {
    const { store, server } = await served();
    const { caseId, reportId } = await filedCase(store);
    const desk = connect(server, 'desk', 7);
    const commands = [
      { type: 'case.assign', caseId, lead: 'cgb' },
      { type: 'report.reveal', reportId },
      { type: 'case.note', caseId, text: '有人吗' },
      received(),
    ];
    const nobody = async (): Promise<void> => {
      const { position } = store;
      for (const command of commands)
        await expect(send(desk, command)).rejects.toMatchObject({ code: 'session.none' });
      for (const name of ['import.start', 'rules.reckon', 'picture.put', 'rules.set', 'catalogue.take'])
        await expect(desk.caller.call('action', name, {}), name).rejects.toMatchObject({
          code: 'session.none',
        });
      expect(store.position).toBe(position);
    };
    await nobody();
    expect(await desk.caller.call('query', 'case.page', { id: caseId })).toMatchObject({
      item: { id: caseId },
    });
    await sit(desk, 'dispatch-li');
    await send(desk, { type: 'case.note', caseId, text: '已派' });
    for (const stranger of ['desk', 'nobody', 'system', 'cli', '__proto__']) {
      await sit(desk, 'dispatch-li');
      await expect(sit(desk, stranger)).rejects.toMatchObject({ code: 'session.unknown' });
      await nobody();
    }
    desk.close();
    await server.close();
  });

  it('is the port’s own, whatever a call says of its actor, and ends with it', async () => {
    const { store, server } = await served();
    const { caseId } = await filedCase(store);
    const [one, other] = [connect(server, 'desk', 1), connect(server, 'desk', 2)];
    const main = connect(server, 'main');
    const of = (window: number) => main.caller.call('action', 'session.may', { window, deed: 'desk.work' });
    await sit(one, 'dispatch-li');
    await sit(other, 'supervise-he');
    await send(
      one,
      { type: 'case.note', caseId, text: '甲' },
      { actor: 'supervise-he', operator: 'supervise-he' },
    );
    expect(store.reader.facts(caseId).at(-1)).toMatchObject({ actor: 'dispatch-li' });
    expect(await of(1)).toEqual({ actor: 'dispatch-li', name: '派遣 李', role: 'dispatch' });
    expect(await of(2)).toMatchObject({ actor: 'supervise-he', role: 'supervise' });
    const decides = (window: number) =>
      main.caller.call('action', 'session.may', { window, deed: 'devices.decide' });
    await expect(decides(1)).rejects.toMatchObject({ code: 'device.role' });
    expect(await decides(2)).toMatchObject({ actor: 'supervise-he' });
    await expect(of(3)).rejects.toMatchObject({ code: 'session.none' });
    // A page that was loaded again has a new port: nobody has said yet who sits there.
    const again = connect(server, 'desk', 1);
    await expect(of(1)).rejects.toMatchObject({ code: 'session.none' });
    await sit(again, 'duty-zhang');
    one.close();
    await expect.poll(() => of(1)).toMatchObject({ actor: 'duty-zhang' });
    again.close();
    await expect.poll(() => of(1).catch(({ code }) => code)).toBe('session.none');
    main.close();
    other.close();
    await server.close();
  });

  it('does not outlive its row in the registry', async () => {
    const { store, server } = await served();
    const { caseId } = await filedCase(store);
    const [desk, lead] = [connect(server, 'desk', 1), connect(server, 'desk', 2)];
    await sit(desk, 'dispatch-li');
    await sit(lead, 'duty-zhang');
    const rows = store.knowledge.rules.operators.filter(({ id }) => id !== 'dispatch-li');
    await lead.caller.call('action', 'rules.set', { table: 'operators', rows });
    await expect(send(desk, { type: 'case.note', caseId, text: '还在' })).rejects.toMatchObject({
      code: 'session.none',
    });
    desk.close();
    lead.close();
    await server.close();
  });

  it('main acts as the program, the command line as itself; each carries its own actions alone', async () => {
    const { store, server } = await served();
    const { caseId } = await filedCase(store);
    const [main, cli, desk] = [connect(server, 'main'), connect(server, 'cli'), connect(server, 'desk', 1)];
    for (const port of [main, cli])
      await expect(send(port, { type: 'case.note', caseId, text: '程序' })).rejects.toMatchObject({
        code: 'rpc.forbidden',
      });
    await expect(cli.caller.call('action', 'import.start', { token: 'none' })).rejects.toMatchObject({
      code: 'intake.tokenGone',
    });
    for (const name of [
      'session.set',
      'session.may',
      'rules.set',
      'import.withdraw',
      'constructor',
      'toString',
    ])
      await expect(cli.caller.call('action', name, {}), name).rejects.toMatchObject({
        code: 'rpc.forbidden',
      });
    for (const name of ['session.may', 'command.confirmed', 'data.join'])
      await expect(desk.caller.call('action', name, {}), name).rejects.toMatchObject({
        code: 'rpc.forbidden',
      });
    await sit(desk, 'duty-zhang');
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      for (const kind of ['query', 'action'] as const)
        await expect(desk.caller.call(kind, name, {}), name).rejects.toMatchObject({ code: 'rpc.unknown' });
    for (const port of [main, cli, desk]) port.close();
    await server.close();
  });
});

describe('erasing a caller', () => {
  it('comes through main, which has asked, and in the name of whoever sits at that window', async () => {
    const { store, server } = await served();
    const { reportId } = (await wish(store, received({ caller: { phone: '13800138265', wishes: [] } })))
      .result;
    const command = { type: 'caller.erase', reportId: String(reportId), reason: '本人要求' };
    const [main, desk] = [connect(server, 'main'), connect(server, 'desk', 4)];
    const confirmed = (window: number, what: object = command) =>
      main.caller.call('action', 'command.confirmed', { window, envelope: { id: newId(), command: what } });
    await sit(desk, 'duty-zhang');
    await expect(send(desk, command)).rejects.toMatchObject({ code: 'rpc.forbidden' });
    await expect(confirmed(5)).rejects.toMatchObject({ code: 'session.none' });
    await expect(confirmed(4, { type: 'report.reveal', reportId: String(reportId) })).rejects.toMatchObject({
      code: 'rpc.forbidden',
    });
    await sit(desk, 'dispatch-li');
    await expect(confirmed(4)).rejects.toMatchObject({ code: 'caller.role' });
    await sit(desk, 'duty-zhang');
    expect(await confirmed(4)).toMatchObject({ events: 1 });
    main.close();
    desk.close();
    await server.close();
  });
});
