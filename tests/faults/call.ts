/** A method called as a program would, with JSON over HTTP. */
import type { TestServer } from '../support/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into the reply
export async function call(server: TestServer, token: string, method: string, request: object): Promise<any> {
  const reply = await fetch(`${server.url}/ourplace.v1.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  return reply.json();
}
