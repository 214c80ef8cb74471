import type { Locator, Page } from '@playwright/test';
import type {
  Ack,
  ActionInput,
  ActionName,
  ActionOutput,
  QueryInput,
  QueryName,
  QueryOutput,
} from '../../../src/shared/contract/contract';
import type { EnvelopeInput } from '../../../src/shared/domain/commands';
import type { Role, RunningApp } from './launch.mjs';

type Say = (key: string, params?: Record<string, unknown>) => string;

export const samples: string;
export const daySheet: string;
export const monthSheet: string;
/** The texts of the screens in a language. Throws for an unknown key. */
export function textsOf(language: 'zh-CN' | 'en'): Say;
export const say: Say;
export function ask<N extends QueryName>(page: Page, name: N, input?: QueryInput<N>): Promise<QueryOutput<N>>;
export function act<N extends ActionName>(
  page: Page,
  name: N,
  input?: ActionInput<N>,
): Promise<ActionOutput<N>>;
export function command(page: Page, envelope: EnvelopeInput): Promise<Ack>;
export function firstRow(desk: Page, limitMs?: number): Promise<void>;
export function answerDialog(app: RunningApp, path: string): Promise<void>;
export interface Asked {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly cancelId: number;
}
export function answerQuestions(app: RunningApp, yes: boolean): Promise<() => Promise<readonly Asked[]>>;
export function sitDown(desk: Page, name: string): Promise<void>;
export function previewSheet(app: RunningApp, desk: Page, file: string): Promise<Locator>;
export function startImport(desk: Page, limitMs?: number): Promise<Locator>;
export function tallyOf(dialog: Locator): Promise<Record<string, number>>;
export function closeDialog(desk: Page): Promise<void>;
export function showView(desk: Page, view: string): Promise<void>;
export function filterQueue(desk: Page, words: string): Promise<void>;
export function pickRow(desk: Page, id: string): Promise<void>;
export function openMove(desk: Page, key: string, move: string): Promise<Locator>;
export function sendMove(desk: Page, panel: Locator, done: string): Promise<void>;
export function backToIt(desk: Page): Promise<void>;
export function wallCounters(wall: Page): Promise<Record<string, string>>;
export function openWall(app: RunningApp, width?: number, height?: number): Promise<Page>;
export function windowPicture(app: RunningApp, role: Role): Promise<Buffer>;
