import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { IndexedStorage } from './indexed_storage.ts';

const bytes = (...values: number[]) => new Uint8Array(values);
let storage: IndexedStorage;
let name = 0;

beforeEach(() => {
  storage = new IndexedStorage(`test ${++name}`);
});

describe('What this device keeps', () => {
  it('is read again, by another tab too', async () => {
    await storage.set('a', bytes(1, 2));
    expect(await storage.get('a')).toEqual(bytes(1, 2));
    expect(await new IndexedStorage(`test ${name}`).get('a')).toEqual(bytes(1, 2));
    expect(await storage.get('b')).toBeUndefined();
  });

  it('is listed by the start of the key, in order, and no further', async () => {
    for (const key of ['outbox/b/1', 'outbox/a/2', 'outbox/a/1', 'snapshot/x']) await storage.set(key, bytes(1));
    expect((await storage.entries('outbox/a/')).map(([key]) => key)).toEqual(['outbox/a/1', 'outbox/a/2']);
    expect((await storage.entries('outbox/')).map(([key]) => key)).toEqual(['outbox/a/1', 'outbox/a/2', 'outbox/b/1']);
  });

  it('is gone once it was removed', async () => {
    await storage.set('a', bytes(1));
    await storage.remove('a');
    expect(await storage.get('a')).toBeUndefined();
  });

  it('can be opened again after the browser closed it', async () => {
    await storage.set('a', bytes(1));
    const other = indexedDB.open(`test ${name}`, 2);
    await new Promise((resolve) => {
      other.onsuccess = resolve;
    });
    other.result.close();
    await expect(storage.get('a')).rejects.toThrow();
    expect(other.result.version).toBe(2);
  });
});
