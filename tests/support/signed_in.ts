/** Calls as somebody who has signed in, for what no token of a program may do. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestServer } from './server.ts';

export async function signedIn(
  server: TestServer,
  link: string,
  // biome-ignore lint/suspicious/noExplicitAny: tests look into the reply
): Promise<(method: string, body: object) => Promise<any>> {
  let cookie = '';
  // What fetch() says of itself, as a page of another site would, is refused together with a cookie.
  const call = async (method: string, body: object) => {
    const headers = { 'content-type': 'application/json', cookie };
    const asked = request(`${server.url}/ourplace.v1.${method}`, { method: 'POST', headers, agent: false });
    asked.end(JSON.stringify(body));
    const [reply] = (await once(asked, 'response')) as [IncomingMessage];
    cookie ||= reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const answer = JSON.parse(await text(reply));
    if (reply.statusCode !== 200) throw new Error(`${method}: ${answer.message}`);
    return answer;
  };
  await call('AccountService/SignInWithLink', { linkToken: link.split('#')[1], deviceLabel: 'Test' });
  return call;
}
