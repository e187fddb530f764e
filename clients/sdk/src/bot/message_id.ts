import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';

/** The Update that is being handled, and how much has been posted because of it so far. */
interface Cause {
  name: string;
  posts: number;
}

const causes = new AsyncLocalStorage<Cause>();

/** Runs a handler. What it posts gets ids that follow from the name, so handling the same again posts nothing twice. */
export function because<T>(name: string, run: () => Promise<T>): Promise<T> {
  return causes.run({ name, posts: 0 }, run);
}

/** The id of the next post of the handler that is running; undefined outside of handlers. */
export function nextMessageId(): Uint8Array<ArrayBuffer> | undefined {
  const cause = causes.getStore();
  return cause && messageId(`${cause.name}/${cause.posts++}`);
}

/** 16 bytes: those given, or some that follow from a text of any length. */
export function messageId(id: string | Uint8Array): Uint8Array<ArrayBuffer> {
  if (typeof id === 'string') return new Uint8Array(createHash('sha256').update(id).digest().subarray(0, 16));
  if (id.length !== 16) throw new RangeError(`id: ${id.length} bytes; it takes a text, or exactly 16 bytes.`);
  return new Uint8Array(id);
}
