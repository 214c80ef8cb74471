import { beforeEach, describe, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
const desk = await import('./index');

beforeEach(() => {
  desk.showView('open');
  desk.select(null);
});

describe('the desk’s view state', () => {
  it('drops empty conditions, so that an unfiltered queue is the same question again', () => {
    const before = desk.useDesk.getState().filter;
    desk.setFilter({ lights: ['red'], text: '井盖' });
    expect(desk.useDesk.getState().filter).toEqual({ ...before, lights: ['red'], text: '井盖' });
    desk.setFilter({ lights: [], text: '' });
    expect(desk.useDesk.getState().filter).toEqual(before);
  });

  it('clears conditions when the view changes, and keeps the order', () => {
    desk.setFilter({ sort: 'updated', units: ['zfd'] });
    desk.showView('toCheck');
    expect(desk.useDesk.getState().filter).toEqual({ view: 'toCheck', sort: 'updated' });
  });

  it('reads the kind of an item from its id', () => {
    desk.select('report:12345-1');
    expect(desk.useDesk.getState().selected).toEqual({ id: 'report:12345-1', kind: 'report' });
    desk.select('case:9f');
    expect(desk.useDesk.getState().selected?.kind).toBe('case');
  });

  it('keeps settings of the view only: no person, no case, no words that were searched', () => {
    desk.setOperator('op-secret');
    desk.select('case:secret');
    desk.setFilter({ text: 'secret' });
    desk.openDialog('import', { file: '/secret.xlsx' });
    desk.setTheme('dark');
    const text = kept.get('xiuhua.desk') ?? '';
    expect(JSON.parse(text).state).toEqual({
      theme: 'dark',
      language: 'zh-CN',
      queueWidth: 0,
      compact: false,
      osNotices: true,
      savedViews: [],
      view: 'open',
    });
    expect(text).not.toContain('secret');
  });

  it('shows in “mine” the work of whoever sits here, and follows when that changes', () => {
    desk.setOperator('op-1');
    desk.showView('mine');
    expect(desk.useDesk.getState().filter.owner).toBe('op-1');
    desk.setOperator('op-2');
    expect(desk.useDesk.getState().filter.owner).toBe('op-2');
    desk.setFilter({ lights: ['red'] });
    desk.clearFilter();
    expect(desk.useDesk.getState().filter).toMatchObject({ view: 'mine', owner: 'op-2' });
    desk.showView('open');
    expect(desk.useDesk.getState().filter.owner).toBeUndefined();
  });

  it('opens one dialog at a time', () => {
    desk.openDialog('import');
    desk.openDialog('wall');
    expect(desk.useDesk.getState().dialog?.name).toBe('wall');
    desk.closeDialog();
    expect(desk.useDesk.getState().dialog).toBeNull();
  });
});
