import type { Connection } from './connection.ts';
import type { OurplaceError } from './errors.ts';
import { ConversationService } from './gen/ourplace/v1/conversations_pb.ts';

/** What the member has read and the server has not been told. The newest place wins; it goes when there is a line. */
export class ReadMarkers {
  readonly #toSend = new Map<string, bigint>();

  constructor(private readonly connection: Connection) {}

  set(channelId: string, seq: bigint): void {
    this.#toSend.set(channelId, seq);
    this.send();
  }

  send(): void {
    if (this.connection.state.value.kind !== 'online') return;
    for (const [channelId, seq] of this.#toSend) {
      this.#toSend.delete(channelId);
      this.connection.call(ConversationService.method.markRead, { channelId, seq }).catch((error: OurplaceError) => {
        if (error.retryCanHelp && !this.#toSend.has(channelId)) this.#toSend.set(channelId, seq);
      });
    }
  }

  clear(): void {
    this.#toSend.clear();
  }
}
