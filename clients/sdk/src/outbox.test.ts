import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { settle, TestStorage, World } from '../tests/world.ts';
import { OurplaceError } from './errors.ts';
import { type Message, MessageSchema, type PostMessageRequest } from './gen/ourplace/v1/conversations_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import { hex, Outbox } from './outbox.ts';

const posted = ({ channelId, body, clientMessageId }: PostMessageRequest, memberId = 'ana') =>
  create(MessageSchema, { channelId, body, clientMessageId, seq: 1n, author: { memberId } });

/** A tab of one browser, with the server at the other end in the test's hands. */
class Tab {
  readonly world: World;
  readonly posted: { request: PostMessageRequest; reply(): void; fail(error: unknown): void }[] = [];
  readonly sent: Message[] = [];
  readonly outbox: Outbox;

  constructor(storage: TestStorage, number = 0) {
    this.world = new World(storage, undefined, number);
    this.outbox = new Outbox(
      this.world,
      (request) =>
        new Promise((resolve, fail) => {
          const message = create(MessageSchema, { channelId: request.channelId, body: request.body, seq: 1n });
          this.posted.push({ request, reply: () => resolve(message), fail });
        }),
      (message) => this.sent.push(message),
    );
  }

  async online(memberId = 'ana'): Promise<this> {
    await this.outbox.open(memberId);
    this.outbox.setOnline(true);
    await settle();
    return this;
  }

  async write(body: string, channelId = 'c1') {
    const pending = await this.outbox.add({
      channelId,
      body,
      quotedSeq: 0n,
      mentionedMemberIds: [],
      mentionsChannel: false,
    });
    await settle();
    return pending;
  }

  async reply(nth: number) {
    this.posted[nth]?.reply();
    await settle();
  }

  async fail(nth: number, code: Code, retryAfterMs = 0) {
    this.posted[nth]?.fail(new OurplaceError(code, 'Refused.', '', retryAfterMs > 0, retryAfterMs));
    await settle();
  }

  get bodies() {
    return this.posted.map(({ request }) => request.body);
  }
  get states() {
    return this.outbox.pending.value.map(({ request, state }) => `${request.body}: ${state}`);
  }
}

let storage: TestStorage;
let tab: Tab;

beforeEach(async () => {
  storage = new TestStorage();
  tab = new Tab(storage);
  await tab.outbox.open('ana');
});

describe('A message that was written', () => {
  it('is on the disk before anything else happens', async () => {
    await tab.online();
    const written = tab.write('hello');
    expect(tab.posted).toEqual([]);
    expect(tab.states).toEqual([]);
    await written;
    expect(storage.keys('outbox/ana/')).toHaveLength(1);
    expect(tab.bodies).toEqual(['hello']);
  });

  it('is not said to be safe, nor sent, when the disk refuses', async () => {
    await tab.online();
    storage.failure = new Error('The disk is full.');
    await expect(tab.write('hello')).rejects.toThrow('The disk is full.');
    expect(tab.states).toEqual([]);
    storage.failure = undefined;
    await tab.write('again');
    expect(tab.bodies).toEqual(['again']);
  });

  it('waits for a line', async () => {
    await tab.write('hello');
    expect(tab.states).toEqual(['hello: waiting']);
    tab.outbox.setOnline(true);
    await settle();
    expect(tab.states).toEqual(['hello: sending']);
  });

  it('is forgotten once the server has it', async () => {
    await tab.online();
    await tab.write('hello');
    await tab.reply(0);
    expect(tab.states).toEqual([]);
    expect(storage.keys('')).toEqual([]);
    expect(tab.sent.map(({ body }) => body)).toEqual(['hello']);
  });
});

describe('Messages of one channel', () => {
  it('go one after the other, in the order of writing; other channels do not wait', async () => {
    await tab.write('first');
    await tab.write('second');
    await tab.write('elsewhere', 'c2');
    await tab.online();
    expect(tab.bodies).toEqual(['first', 'elsewhere']);
    await tab.reply(0);
    expect(tab.bodies).toEqual(['first', 'elsewhere', 'second']);
  });

  it('keep their order when they are written in the same millisecond, although the disk is slow with the first', async () => {
    let finish = () => {};
    const set = storage.set.bind(storage);
    storage.set = async (key, value) => {
      storage.set = set;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      await set(key, value);
    };
    await tab.online();
    const both = [tab.write('first'), tab.write('second')];
    await settle();
    expect(tab.bodies).toEqual([]);
    finish();
    await Promise.all(both);
    await tab.reply(0);
    expect(tab.bodies).toEqual(['first', 'second']);
  });

  it('keep their order although the clock was put back', async () => {
    await tab.write('first');
    const reopened = new Tab(storage, 1);
    await reopened.world.clock.advance(-3_600_000);
    await reopened.outbox.open('ana');
    await reopened.write('second');
    expect(reopened.states).toEqual(['first: waiting', 'second: waiting']);
    const third = new Tab(storage, 2);
    await third.outbox.open('ana');
    expect(third.states).toEqual(['first: waiting', 'second: waiting']);
  });

  it('are not held up by one that was refused', async () => {
    await tab.online();
    await tab.write('first');
    await tab.write('second');
    await tab.fail(0, Code.PERMISSION_DENIED);
    expect(tab.states).toEqual(['first: refused', 'second: sending']);
  });
});

describe('A message that did not go', () => {
  it('is sent again with the same id when the line is back', async () => {
    await tab.online();
    await tab.write('hello');
    tab.outbox.setOnline(false);
    tab.posted[0]?.fail(OurplaceError.noLine());
    await settle();
    expect(tab.states).toEqual(['hello: waiting']);
    tab.outbox.setOnline(true);
    await settle();
    expect(tab.posted).toHaveLength(2);
    expect(tab.posted[1]?.request.clientMessageId).toEqual(tab.posted[0]?.request.clientMessageId);
  });

  it('waits as long as the server asks, and longer each time', async () => {
    await tab.online();
    await tab.write('hello');
    await tab.fail(0, Code.RESOURCE_EXHAUSTED, 1500);
    await tab.write('another');
    await tab.world.clock.advance(1499);
    expect(tab.posted).toHaveLength(1);
    await tab.world.clock.advance(1);
    expect(tab.posted).toHaveLength(2);
    await tab.fail(1, Code.UNAVAILABLE);
    await tab.world.clock.advance(1999);
    expect(tab.posted).toHaveLength(2);
    await tab.world.clock.advance(1);
    expect(tab.posted).toHaveLength(3);
  });

  it('waits when the person is signed out, and goes when they are back', async () => {
    await tab.online();
    await tab.write('hello');
    await tab.fail(0, Code.UNAUTHENTICATED);
    expect(tab.states).toEqual(['hello: waiting']);
    await tab.world.clock.advance(1000);
    expect(tab.states).toEqual(['hello: sending']);
  });

  it.each([
    Code.INVALID_ARGUMENT,
    Code.NOT_FOUND,
    Code.ALREADY_EXISTS,
    Code.PERMISSION_DENIED,
    Code.FAILED_PRECONDITION,
    Code.OUT_OF_RANGE,
    Code.UNIMPLEMENTED,
  ])('is kept with the reason when the server will not have it (code %d), and can be tried again', async (code) => {
    await tab.online();
    await tab.write('hello');
    await tab.fail(0, code);
    expect(tab.outbox.pending.value).toMatchObject([{ state: 'refused', error: { code, message: 'Refused.' } }]);
    expect(storage.keys('outbox/ana/')).toHaveLength(1);
    await tab.world.clock.advance(120_000);
    expect(tab.posted).toHaveLength(1);
    tab.outbox.retry(tab.outbox.pending.value[0]?.key ?? '');
    await settle();
    expect(tab.states).toEqual(['hello: sending']);
    expect(tab.outbox.pending.value[0]?.error).toBeUndefined();
  });

  it('waits, whatever was wrong, when the server says that a retry can help', async () => {
    await tab.online();
    await tab.write('hello');
    await tab.fail(0, Code.FAILED_PRECONDITION, 1);
    expect(tab.states).toEqual(['hello: waiting']);
  });

  it('is not sent twice at once by trying again while it is under way', async () => {
    await tab.online();
    const { key } = await tab.write('hello');
    tab.outbox.retry(key);
    await settle();
    expect(tab.posted).toHaveLength(1);
  });
});

describe('Whoever posts', () => {
  it('hears when the server has the message, and when the log has it', async () => {
    await tab.online();
    const replied = tab.outbox.outcome(await tab.write('first'));
    await tab.reply(0);
    expect((await replied).body).toBe('first');
    const pending = await tab.write('second');
    const confirmed = tab.outbox.outcome(pending);
    tab.outbox.confirm(posted(pending.request));
    expect((await confirmed).body).toBe('second');
  });

  it('hears that it was refused, however late it asks', async () => {
    await tab.online();
    const pending = await tab.write('hello');
    const refused = expect(tab.outbox.outcome(pending)).rejects.toThrow('Refused.');
    await tab.fail(0, Code.PERMISSION_DENIED);
    await refused;
    await expect(tab.outbox.outcome(pending)).rejects.toThrow('Refused.');
  });

  it('adds nothing under an id that waits already, after a death either', async () => {
    const { request } = await tab.write('hello');
    await tab.outbox.add(request, new Uint8Array(request.clientMessageId));
    const again = await new Tab(storage, 1).online();
    await again.outbox.add(request, new Uint8Array(request.clientMessageId));
    expect(again.bodies).toEqual(['hello']);
    expect(tab.states).toEqual(['hello: waiting']);
  });
});

describe('The log', () => {
  it('confirms what was sent although the answer was lost', async () => {
    await tab.online();
    const { request } = await tab.write('hello');
    tab.outbox.confirm(posted(request));
    tab.posted[0]?.fail(OurplaceError.noLine());
    await settle();
    expect(tab.states).toEqual([]);
    expect(storage.keys('')).toEqual([]);
    await tab.world.clock.advance(60_000);
    expect(tab.posted).toHaveLength(1);
  });

  it('confirms what was written under the name of a Pseudonym', async () => {
    await tab.online();
    const { request } = await tab.write('hello');
    tab.outbox.confirm(posted(request, 'heron'), 'heron');
    expect(tab.states).toEqual([]);
  });

  it('lets the next one go when it confirms the one before', async () => {
    await tab.online();
    const { request } = await tab.write('first');
    await tab.write('second');
    tab.outbox.confirm(posted(request));
    tab.posted[0]?.fail(OurplaceError.noLine());
    await settle();
    expect(tab.bodies).toEqual(['first', 'second']);
  });

  it('confirms nothing that is somebody else’s', async () => {
    await tab.write('hello');
    const { request } = tab.outbox.pending.value[0]!;
    tab.outbox.confirm(posted({ ...request, clientMessageId: new Uint8Array(16) }));
    tab.outbox.confirm(posted(request, 'ben'));
    expect(tab.states).toEqual(['hello: waiting']);
  });
});

describe('Taking back', () => {
  it('gives the words back and leaves nothing', async () => {
    const { key } = await tab.write('hello');
    expect(await tab.outbox.discard(key)).toBe('hello');
    expect(tab.states).toEqual([]);
    expect(storage.keys('')).toEqual([]);
    await tab.online();
    expect(tab.posted).toEqual([]);
  });

  it('is too late once the message is under way', async () => {
    await tab.online();
    const { key } = await tab.write('hello');
    expect(await tab.outbox.discard(key)).toBeUndefined();
    expect(tab.states).toEqual(['hello: sending']);
  });

  it('gives up one that was refused', async () => {
    await tab.online();
    const { key } = await tab.write('hello');
    await tab.fail(0, Code.PERMISSION_DENIED);
    expect(await tab.outbox.discard(key)).toBe('hello');
    expect(storage.keys('')).toEqual([]);
  });
});

describe('After the tab has died', () => {
  it('what was written goes with its first id, in the order of writing', async () => {
    const first = await tab.write('first');
    await tab.write('second');
    const reopened = await new Tab(storage).online();
    expect(reopened.states).toEqual(['first: sending', 'second: waiting']);
    expect(reopened.posted[0]?.request.clientMessageId).toEqual(first.request.clientMessageId);
    expect(first.key).toContain(hex(first.request.clientMessageId));
  });

  it('what was under way is sent again', async () => {
    await tab.online();
    await tab.write('hello');
    const reopened = await new Tab(storage).online();
    expect(reopened.bodies).toEqual(['hello']);
  });
});

describe('Two members of one device', () => {
  it('send only what each of them wrote', async () => {
    await tab.write('from Ana');
    await tab.online('ben');
    expect(tab.posted).toEqual([]);
    expect(tab.states).toEqual([]);
    await tab.write('from Ben');
    await tab.reply(0);
    await tab.online('ana');
    expect(tab.bodies).toEqual(['from Ben', 'from Ana']);
  });
});

describe('Two tabs', () => {
  it('may both send the same message: it has one id', async () => {
    await tab.write('hello');
    const other = await new Tab(storage, 1).online();
    await tab.online();
    expect(other.posted[0]?.request.clientMessageId).toEqual(tab.posted[0]?.request.clientMessageId);
  });

  it('do not send what was taken back in the other', async () => {
    const { key } = await tab.write('hello');
    const other = new Tab(storage, 1);
    await other.outbox.open('ana');
    await tab.outbox.discard(key);
    await other.online();
    expect(other.posted).toEqual([]);
    expect(other.states).toEqual([]);
  });

  it('take up, when the line is back, what the other left behind', async () => {
    const other = await new Tab(storage, 1).online();
    other.outbox.setOnline(false);
    await tab.write('hello');
    await other.online();
    expect(other.bodies).toEqual(['hello']);
  });

  it('keep their order when the other wrote first', async () => {
    const other = new Tab(storage, 1);
    await other.outbox.open('ana');
    await tab.write('first');
    await other.world.clock.advance(10);
    await other.write('second');
    await other.outbox.open('ana');
    expect(other.states).toEqual(['first: waiting', 'second: waiting']);
  });

  it('send although the disk cannot be read any more', async () => {
    await tab.write('hello');
    storage.failure = new Error('The disk is gone.');
    tab.outbox.setOnline(true);
    await settle();
    expect(tab.bodies).toEqual(['hello']);
  });
});
