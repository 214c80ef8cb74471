import type { FeedMessage } from '@shared/contract/contract';
import { expect, it } from 'vitest';
import { connect } from '../testing/wires';
import { StoreServer } from './server';

it('data that could not be built are not being built for ever, nor twice at once: it is told, and tried again', async () => {
  let fail: (error: Error) => void = () => {};
  const building = () =>
    new Promise<void>((_resolve, reject) => {
      fail = reject;
    });
  const server = new StoreServer(async () => {
    server.wait({ state: 'building', problem: null });
    await building();
  });
  server.wait({ state: 'empty', problem: null });
  const { caller, close } = connect(server, 'desk');
  const jobs: FeedMessage<'job'>[] = [];
  caller.follow('job', (message) => jobs.push(message as FeedMessage<'job'>));
  const build = () => caller.call('action', 'data.build', { kind: 'empty' });
  const state = async () => (await caller.call('query', 'health', {})) as { state: string };
  for (let tries = 1; tries <= 2; tries += 1) {
    const first = build();
    await expect(build()).rejects.toMatchObject({ code: 'store.notReady' });
    expect(await state()).toMatchObject({ state: 'building' });
    fail(new Error('ENOSPC'));
    await expect(first).rejects.toMatchObject({ code: 'internal' });
    expect(await state()).toMatchObject({ state: 'empty' });
    expect(jobs).toHaveLength(tries);
    expect(jobs.at(-1)).toMatchObject({ job: 'build', ended: true });
  }
  close();
  await server.close();
});
