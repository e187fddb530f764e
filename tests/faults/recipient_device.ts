/** A person's device that follows their own stream: reports what has reached it, and perhaps confirms it. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { WebSocket } from 'ws';
import { AnnouncementService } from '../../clients/sdk/src/gen/ourplace/v1/announcements_pb.ts';
import {
  type ClientFrame,
  ClientFrameSchema,
  ServerFrameSchema,
} from '../../clients/sdk/src/gen/ourplace/v1/wire_pb.ts';
import type { TestServer } from '../support/server.ts';

const { reportReached, acknowledge } = AnnouncementService.method;
const reconnectMs = 200;

export class RecipientDevice {
  nudges = 0;
  readonly #arrivals = new Map<string, number>();
  readonly #streamId: string;
  #seq = 0n;
  #socket: WebSocket | undefined;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;
  /** What the server has not answered yet, sent again with each line. */
  readonly #unanswered = new Map<number, ClientFrame['kind']>();
  #nextId = 1;
  #nowOnline = () => {};

  constructor(
    private readonly server: TestServer,
    private readonly person: { memberId: string; token: string },
    readonly confirms: boolean,
  ) {
    this.#streamId = `m.${person.memberId}`;
  }

  /** How often this announcement came. */
  arrivals(announcementId: string): number {
    return this.#arrivals.get(announcementId) ?? 0;
  }

  /** Connects, and from then on again and again. Resolves the first time. */
  online(): Promise<void> {
    return new Promise((resolve) => {
      this.#nowOnline = resolve;
      this.#connect();
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.terminate();
  }

  #connect(): void {
    const headers = { authorization: `Bearer ${this.person.token}` };
    const socket = new WebSocket(`${this.server.url.replace('http', 'ws')}/connect`, 'ourplace.v1', { headers });
    this.#socket = socket;
    socket.on('open', () => {
      const cursors = [{ $typeName: 'ourplace.v1.Cursor' as const, streamId: this.#streamId, seq: this.#seq }];
      this.#send({ case: 'subscribe', value: { $typeName: 'ourplace.v1.Subscribe', epoch: '', cursors } });
      for (const [id, kind] of this.#unanswered) this.#send(kind, id);
    });
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), reconnectMs);
    });
  }

  #send(kind: ClientFrame['kind'], id = this.#nextId++): number {
    const frame = create(ClientFrameSchema, { id, kind });
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(toBinary(ClientFrameSchema, frame));
    return id;
  }

  #call(name: string, request: Uint8Array): void {
    const method = `${AnnouncementService.typeName}/${name}`;
    const kind: ClientFrame['kind'] = { case: 'call', value: { $typeName: 'ourplace.v1.Call', method, request } };
    this.#unanswered.set(this.#send(kind), kind);
  }

  #receive(data: Buffer): void {
    for (const { kind } of fromBinary(ServerFrameSchema, data).items) {
      if (kind.case === 'subscribed') this.#nowOnline();
      if (kind.case === 'ping') this.#send({ case: 'pong', value: { $typeName: 'ourplace.v1.Pong' } });
      if (kind.case === 'reply') {
        if (kind.value.result.case === 'error') throw new Error(kind.value.result.value.message);
        this.#unanswered.delete(kind.value.id);
      }
      if (kind.case !== 'update') continue;
      const { seq, change } = kind.value;
      if (seq !== this.#seq + 1n) throw new Error(`${seq} of ${this.#streamId} came after ${this.#seq}`);
      this.#seq = seq;
      if (change.case === 'announcementNudged') this.nudges++;
      if (change.case !== 'announcementArrived' || !change.value.announcement) continue;
      const { announcementId, version } = change.value.announcement;
      this.#arrivals.set(announcementId, this.arrivals(announcementId) + 1);
      const reached = [{ announcementId, version }];
      this.#call(reportReached.name, toBinary(reportReached.input, create(reportReached.input, { reached })));
      const confirmed = create(acknowledge.input, { announcementId, version });
      if (this.confirms) this.#call(acknowledge.name, toBinary(acknowledge.input, confirmed));
    }
  }
}
