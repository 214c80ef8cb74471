import { describe, expect, it } from 'vitest';
import { Changes } from './changes';

describe('what screens are told to ask for anew', () => {
  it('is what changed, each once, and nothing of it a second time', () => {
    const changes = new Changes();
    changes.add(['case:1', 'ledger:2024-12-31']);
    changes.add(['case:1']);
    expect(changes.take()).toEqual(['case:1', 'ledger:2024-12-31']);
    changes.add(['case:2']);
    expect(changes.take()).toEqual(['case:2']);
  });

  it('is everything where tables were set, whatever else changed with them', () => {
    const changes = new Changes();
    changes.add(['case:1']);
    changes.add([]);
    changes.add(['case:2']);
    expect(changes.take()).toEqual([]);
    changes.add(['case:3']);
    expect(changes.take()).toEqual(['case:3']);
  });
});
