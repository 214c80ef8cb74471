import { beforeEach, describe, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
const desk = await import('./index');
const saved = await import('./savedViews');

const names = () => desk.useDesk.getState().savedViews.map(({ name }) => name);
const view = (id: string) => {
  const found = desk.useDesk.getState().savedViews.find((one) => one.id === id);
  if (!found) throw new Error(`no view ${id}`);
  return found;
};

beforeEach(() => {
  desk.useDesk.setState({ savedViews: [] });
  desk.setOperator('op-1');
  desk.showView('open');
});

describe('saved views', () => {
  it('keep conditions and order, and bring them back', () => {
    desk.setFilter({ sort: 'updated', units: ['zfd'], classes: [{ scheme: 'event', code: '0103' }] });
    saved.saveView('  执法队 ', 'a');
    desk.showView('toCheck');
    desk.showSaved('a');
    expect(desk.useDesk.getState()).toMatchObject({
      savedView: 'a',
      filter: { view: 'open', sort: 'updated', units: ['zfd'], classes: [{ scheme: 'event', code: '0103' }] },
    });
    expect(names()).toEqual(['执法队']);
    expect(kept.get('xiuhua.desk')).toContain('执法队');
  });

  it('tell when the conditions on screen are others, and take them when asked', () => {
    desk.setFilter({ units: ['zfd'] });
    saved.saveView('a', 'a');
    expect(saved.differs(view('a'), desk.useDesk.getState().filter)).toBe(false);
    desk.setFilter({ lights: ['red'] });
    expect(desk.useDesk.getState().savedView).toBe('a');
    expect(saved.differs(view('a'), desk.useDesk.getState().filter)).toBe(true);
    saved.updateView('a');
    expect(view('a').filter).toMatchObject({ units: ['zfd'], lights: ['red'] });
  });

  it('mean by “mine” whoever sits here then, and keep no words with a number in them', () => {
    desk.showView('mine');
    desk.setFilter({ text: '13812345678' });
    saved.saveView('我的', 'm');
    expect(view('m').filter).toEqual({ view: 'mine', sort: 'due' });
    desk.setOperator('op-2');
    desk.showSaved('m');
    expect(desk.useDesk.getState().filter.owner).toBe('op-2');
  });

  it('are put in order, renamed, deleted and put back', () => {
    for (const id of ['a', 'b', 'c']) saved.saveView(id, id);
    saved.moveView('c', -2);
    expect(names()).toEqual(['c', 'a', 'b']);
    saved.moveView('c', -1);
    saved.moveView('b', 1);
    expect(names()).toEqual(['c', 'a', 'b']);
    saved.renameView('a', '甲');
    const gone = view('a');
    saved.deleteView('a');
    expect(names()).toEqual(['c', 'b']);
    saved.restoreView(gone, 1);
    expect(names()).toEqual(['c', '甲', 'b']);
  });
});
