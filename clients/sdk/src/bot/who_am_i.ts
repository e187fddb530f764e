import { fromBinary } from '@bufbuild/protobuf';
import type { Adapters, HttpReply } from '../adapters.ts';
import { OurplaceError } from '../errors.ts';
import { GetMeResponseSchema, type Member } from '../gen/ourplace/v1/accounts_pb.ts';
import { Code } from '../gen/ourplace/v1/errors_pb.ts';

/** The address of a server, as the SDK wants it. Throws with what is wrong about it. */
export function serverUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    throw new TypeError(`url: "${url}" is no address; it takes one like "https://hub.example.org".`);
  return parsed.origin + parsed.pathname.replace(/\/+$/, '');
}

export function programToken(token: string): string {
  if (!/^op_[\w-]{43}$/.test(token))
    throw new TypeError('token: it takes "op_" and 43 characters, as shown when the bot was made.');
  return token;
}

/** Whom the token belongs to. Rejects with an OurplaceError that says what to do about it. */
export async function whoAmI(adapters: Adapters, url: string): Promise<Member> {
  const reply = await adapters.post('/ourplace.v1.AccountService/GetMe', new Uint8Array()).catch((error: Error) => {
    throw unavailable(`Nothing answers at ${url} (${reason(error)}). Is the address right, and does the server run?`);
  });
  if (reply.status === 401)
    throw new OurplaceError(
      Code.UNAUTHENTICATED,
      'The server does not accept this token. Copy it again, or let an organiser of the hub make a new one.',
      'token',
    );
  const me = member(reply);
  if (me) return me;
  if (reply.status >= 500 || reply.status === 429)
    throw unavailable(`The server at ${url} is not ready: it answered ${reply.status}.`);
  throw new OurplaceError(Code.NOT_FOUND, `There is no ourplace server at ${url}: it answered ${reply.status}.`, 'url');
}

function member(reply: HttpReply): Member | undefined {
  if (reply.status !== 200 || !reply.contentType.startsWith('application/proto')) return undefined;
  return fromBinary(GetMeResponseSchema, reply.body).me?.member;
}

const unavailable = (message: string) => new OurplaceError(Code.UNAVAILABLE, message, 'url', true);

/** Of fetch, which hides what the network said. */
function reason(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
