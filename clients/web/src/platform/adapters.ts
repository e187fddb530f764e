import type { Adapters, Clock } from '@ourplace/sdk';
import { openSocket } from './browser_socket.ts';
import { IndexedStorage } from './indexed_storage.ts';

const clock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The SDK's world, in a browser. */
export function browserAdapters(): Adapters {
  return {
    clock,
    storage: new IndexedStorage(),
    openSocket,
    async post(path, body) {
      const reply = await fetch(path, {
        method: 'POST',
        body: body as Uint8Array<ArrayBuffer>,
        headers: { 'Content-Type': 'application/proto' },
        credentials: 'same-origin',
        cache: 'no-store',
      });
      return {
        status: reply.status,
        contentType: reply.headers.get('Content-Type') ?? '',
        body: new Uint8Array(await reply.arrayBuffer()),
      };
    },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    onWake(wake) {
      addEventListener('online', wake);
      addEventListener('focus', wake);
      addEventListener('pageshow', wake);
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') wake();
      });
    },
  };
}
