import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Adapters, HttpReply, Socket, Storage } from '../adapters.ts';
import { FileStorage } from './file_storage.ts';

export interface NodePlace {
  /** "https://hub.example.org". */
  url: string;
  token: string;
  /** Where the SDK keeps what must survive a crash. */
  folder: string;
}

/** What the SDK needs, from Node: timers, files, and a WebSocket that carries a bearer token. */
export function nodeAdapters({ url, token, folder }: NodePlace): Adapters {
  return {
    clock: {
      now: Date.now,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    storage: lazily(() => new FileStorage(folder)),
    openSocket: () => openSocket(url, token),
    post: (path, body) => post(url, token, path, body),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    // A program has no screen to look at again and hears of no network.
    onWake: () => {},
  };
}

/** Whatever was missed is sent, however much it is. */
export function openSocket(url: string, token: string): Socket {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/connect?whole=true`, 'ourplace.v1', {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  });
  const socket: Socket = {
    onOpen: () => {},
    onMessage: () => {},
    onClose: () => {},
    send: (bytes) => {
      if (ws.readyState === WebSocket.OPEN) ws.send(bytes);
    },
    close: () => ws.close(),
  };
  ws.on('open', () => socket.onOpen());
  ws.on('message', (data: Buffer) => socket.onMessage(data));
  // What went wrong shows in the close that follows.
  ws.on('error', () => {});
  ws.on('close', (code) => socket.onClose(code));
  return socket;
}

export async function post(url: string, token: string, path: string, body: Uint8Array): Promise<HttpReply> {
  const reply = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/proto' },
    body: Buffer.from(body),
  });
  return {
    status: reply.status,
    contentType: reply.headers.get('content-type') ?? '',
    body: new Uint8Array(await reply.arrayBuffer()),
  };
}

/** A folder is only made when something is kept in it. */
function lazily(make: () => Storage): Storage {
  let made: Storage | undefined;
  const storage = () => {
    made ??= make();
    return made;
  };
  return {
    get: (key) => storage().get(key),
    set: (key, value) => storage().set(key, value),
    remove: (key) => storage().remove(key),
    entries: (prefix) => storage().entries(prefix),
  };
}
