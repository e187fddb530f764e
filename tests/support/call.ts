/** A method called as a program would, with JSON over HTTP. */
import { randomBytes } from 'node:crypto';
import type { TestServer } from './server.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into the reply
export async function call(server: TestServer, token: string, method: string, request: object): Promise<any> {
  const reply = await fetch(`${server.url}/ourplace.v1.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  return reply.json();
}

/** Posts in a channel and returns the message's number. */
export async function post(server: TestServer, token: string, channelId: string, body: string): Promise<number> {
  const clientMessageId = randomBytes(16).toString('base64');
  const reply = await call(server, token, 'ConversationService/PostMessage', { channelId, clientMessageId, body });
  if (!reply.message.seq) throw new Error(`not posted: ${reply.message}`);
  return Number(reply.message.seq);
}
