/** Storage of the SDK on files: one for each key. A promise that is kept means that the value survives a power cut. */
import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '../adapters.ts';

export class FileStorage implements Storage {
  #written = 0;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return readFile(this.#path(key)).catch(absent);
  }

  /** Written beside and moved into place, so that there is never half a value. */
  async set(key: string, value: Uint8Array): Promise<void> {
    const beside = join(this.folder, `.${process.pid}-${++this.#written}`);
    await writeThrough(beside, value);
    await rename(beside, this.#path(key));
    await this.#syncFolder();
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
    await this.#syncFolder();
  }

  async entries(prefix: string): Promise<[key: string, value: Uint8Array][]> {
    const keys = (await readdir(this.folder))
      .filter((name) => !name.startsWith('.'))
      .map(decodeURIComponent)
      .filter((key) => key.startsWith(prefix))
      .sort();
    const values = await Promise.all(keys.map((key) => this.get(key)));
    return keys.flatMap((key, index) => {
      const value = values[index];
      return value ? [[key, value] as [string, Uint8Array]] : [];
    });
  }

  #path(key: string): string {
    return join(this.folder, encodeURIComponent(key));
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(this.folder);
    await folder.sync().finally(() => folder.close());
  }
}

async function writeThrough(path: string, value: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(value);
    await file.sync();
  } finally {
    await file.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
