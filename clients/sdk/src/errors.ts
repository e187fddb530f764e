import { fromBinary } from '@bufbuild/protobuf';
import type { HttpReply } from './adapters.ts';
import { Code, ErrorSchema, type Error as WireError } from './gen/ourplace/v1/errors_pb.ts';

/** Why a call failed. The message is the server's, in English, for people; a client may say it better by code and field. */
export class OurplaceError extends Error {
  constructor(
    readonly code: Code,
    message: string,
    /** The request's field at fault, as a path; empty when none is. */
    readonly field = '',
    readonly retryCanHelp = false,
    readonly retryAfterMs = 0,
  ) {
    super(message);
    this.name = 'OurplaceError';
  }

  static fromWire(error: WireError): OurplaceError {
    return new OurplaceError(error.code, error.message, error.field, error.retryCanHelp, error.retryAfterMs);
  }

  /** There is no line, or it went before the answer came: what was asked may or may not have happened. */
  static noLine(): OurplaceError {
    return new OurplaceError(Code.UNAVAILABLE, 'There is no connection.', '', true);
  }

  /** From Connect's JSON; a proxy's error page becomes `unavailable`. */
  static fromHttp(reply: HttpReply): OurplaceError {
    try {
      const { details } = JSON.parse(new TextDecoderLike().decode(reply.body)) as { details: { value: string }[] };
      return OurplaceError.fromWire(fromBinary(ErrorSchema, bytesOf(details[0]?.value ?? '')));
    } catch {
      return new OurplaceError(Code.UNAVAILABLE, `The server answered ${reply.status}.`, '', true);
    }
  }
}

const bytesOf = (base64: string) => Uint8Array.from(atobLike(base64), (character) => character.charCodeAt(0));

/** These are there in browsers and Node alike, but not among the types of a library without DOM. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
const TextDecoderLike = TextDecoder;
declare const atob: (base64: string) => string;
const atobLike = atob;
