import type { Ack } from '@shared/contract/contract';
import type { CommandInput } from '@shared/domain/commands';
import { sittingFor } from '@shared/domain/testing/world';
import type { Store } from '../service/store';
import { TEST_NOW } from './folder';

const PLACE = { text: '花城大道冼村路口', lon: 113.3225, lat: 23.1205 };

/** Who does it in tests. */
export const TEST_ACTOR = 'op-1';

let count = 0;

/** A command id that no other command of this process has. */
export function newId(): string {
  count += 1;
  return `wish-${process.pid}-${count}`;
}

type Receive = Extract<CommandInput, { type: 'report.receive' }>;

/** A report by phone. */
export function received(more: Partial<Receive> = {}): Receive {
  return {
    type: 'report.receive',
    channel: 'phone',
    title: '人行道上堆放垃圾',
    content: '花城大道人行道上堆放建筑垃圾，行人绕行',
    place: PLACE,
    receivedAt: TEST_NOW,
    ...more,
  };
}

/** Execute as the desk does, under a fresh id; whoever is named as the approver sits there himself. */
export function wish(store: Store, command: CommandInput, id = newId()): Promise<Ack> {
  return store.execute({ id, command }, sittingFor(command, TEST_ACTOR));
}

/** A report and its case. */
export async function filedCase(store: Store): Promise<{ reportId: string; caseId: string; no: string }> {
  const { result } = await wish(store, received());
  const reportId = String(result.reportId);
  const filed = await wish(store, { type: 'case.file', reportId, title: '人行道垃圾', place: PLACE });
  return { reportId, caseId: String(filed.result.caseId), no: String(filed.result.no) };
}
