import type { Storage } from '@ourplace/sdk';

const store = 'kept';

/** Keys and bytes in IndexedDB, shared by the tabs of this browser. */
export class IndexedStorage implements Storage {
  #opened: Promise<IDBDatabase> | undefined;

  constructor(private readonly name = 'ourplace') {}

  async get(key: string): Promise<Uint8Array | undefined> {
    return await this.#do('readonly', (kept) => kept.get(key) as IDBRequest<Uint8Array | undefined>);
  }

  async set(key: string, value: Uint8Array): Promise<void> {
    await this.#do('readwrite', (kept) => kept.put(value, key));
  }

  async remove(key: string): Promise<void> {
    await this.#do('readwrite', (kept) => kept.delete(key));
  }

  async entries(prefix: string): Promise<[string, Uint8Array][]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const database = await this.#open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, 'readonly');
      const kept = transaction.objectStore(store);
      const keys = kept.getAllKeys(range) as IDBRequest<string[]>;
      const values = kept.getAll(range) as IDBRequest<Uint8Array[]>;
      transaction.oncomplete = () => resolve(keys.result.map((key, at) => [key, values.result[at] as Uint8Array]));
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async #do<T>(mode: IDBTransactionMode, ask: (kept: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await this.#open();
    return await new Promise((resolve, reject) => {
      // Strict: what is said to be kept is on the disk, not in a cache that a power cut empties.
      const transaction = database.transaction(store, mode, { durability: 'strict' });
      const asked = ask(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onsuccess = () => {
        // A later version, or a browser that clears its storage, is not held up by this tab.
        const forget = () => {
          this.#opened = undefined;
        };
        request.result.onversionchange = () => {
          request.result.close();
          forget();
        };
        request.result.onclose = forget;
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    }).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }
}
