import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { type RecordingSocket, settle, World } from '../tests/world.ts';
import { Asks } from './asks.ts';
import { Connection } from './connection.ts';
import {
  AskPart,
  type AskSchema,
  AskState,
  DeclineOfferRequestSchema,
  DeclineOfferResponseSchema,
  GetAskRequestSchema,
  GetAskResponseSchema,
  ListAsksRequest_View,
  ListAsksRequestSchema,
  ListAsksResponseSchema,
} from './gen/ourplace/v1/asks_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import { type Update, UpdateSchema } from './gen/ourplace/v1/wire_pb.ts';

type Init = Exclude<MessageInitShape<typeof AskSchema>, { $typeName: string }>;

let world: World;
let asks: Asks;
/** What the server would answer to this member. */
let held: Map<string, Init>;
let declined: string[];
let refuse: Code | undefined;
/** Answers to GetAsk wait here, if a test wants to send them in an order of its own. */
let delayed: (() => void)[] | undefined;

const viewOf: Record<number, ListAsksRequest_View> = {
  [AskPart.ASKER]: ListAsksRequest_View.MINE,
  [AskPart.OFFERED]: ListAsksRequest_View.OFFERED,
  [AskPart.CHAMPION]: ListAsksRequest_View.MATCHED,
  [AskPart.ORGANISER]: ListAsksRequest_View.ORGANISING,
};

function answer(socket: RecordingSocket): void {
  socket.onSent = ({ id, kind }) => {
    if (kind.case !== 'call') return;
    const { method, request } = kind.value;
    const receive = (...items: Parameters<typeof socket.receive>) => queueMicrotask(() => socket.receive(...items));
    const reply = (response: Uint8Array) =>
      receive({ case: 'reply', value: { id, result: { case: 'response', value: response } } });
    const error = (code: Code) =>
      receive({
        case: 'reply',
        value: { id, result: { case: 'error', value: { code, message: 'no', retryCanHelp: false } } },
      });
    if (refuse !== undefined) return error(refuse);
    if (method.endsWith('/ListAsks')) {
      const { view } = fromBinary(ListAsksRequestSchema, request);
      const found = [...held.values()].filter(({ myPart }) => viewOf[myPart ?? 0] === view);
      reply(toBinary(ListAsksResponseSchema, create(ListAsksResponseSchema, { asks: found })));
    } else if (method.endsWith('/GetAsk')) {
      const ask = held.get(fromBinary(GetAskRequestSchema, request).askId);
      const send = () =>
        ask ? reply(toBinary(GetAskResponseSchema, create(GetAskResponseSchema, { ask }))) : error(Code.NOT_FOUND);
      if (delayed) delayed.push(send);
      else send();
    } else if (method.endsWith('/DeclineOffer')) {
      const { askId } = fromBinary(DeclineOfferRequestSchema, request);
      declined.push(askId);
      held.delete(askId);
      reply(toBinary(DeclineOfferResponseSchema, create(DeclineOfferResponseSchema)));
    }
  };
}

const hold = (askId: string, myPart: AskPart, state: AskState, more: Init = {}) =>
  held.set(askId, {
    askId,
    myPart,
    state,
    ...(myPart === AskPart.OFFERED && { offer: { answerByUs: 9n } }),
    ...(myPart === AskPart.ORGANISER && { offers: { offered: 1 } }),
    ...more,
  });
const update = (change: Update['change']) => asks.apply(create(UpdateSchema, { change: change as never }));
const changed = (askId: string) => update({ case: 'askChanged', value: { askId, state: AskState.OPEN } as never });
const ids = (list: { value: readonly { askId: string }[] }) => list.value.map(({ askId }) => askId);

beforeEach(async () => {
  held = new Map();
  declined = [];
  refuse = undefined;
  delayed = undefined;
  world = new World();
  world.onSocket = answer;
  const connection = new Connection(world);
  asks = new Asks(connection);
  connection.start();
  world.socket.hello();
});

const open = async () => {
  await asks.open('ana');
  await settle();
};

describe('Asks of a member', () => {
  it('are apart by what the member is to them, and those that need them are counted', async () => {
    hold('offer', AskPart.OFFERED, AskState.OFFERED);
    hold('mine', AskPart.ASKER, AskState.MATCHED);
    hold('asked back', AskPart.ASKER, AskState.WAITING_FOR_ASKER);
    hold('with me', AskPart.CHAMPION, AskState.MATCHED);
    hold('over', AskPart.CHAMPION, AskState.CLOSED);
    hold('come to us', AskPart.ORGANISER, AskState.ESCALATED);
    hold('on its way', AskPart.ORGANISER, AskState.OFFERED);
    await open();
    expect(ids(asks.offered)).toEqual(['offer']);
    expect(ids(asks.mine)).toEqual(['mine', 'asked back']);
    expect(ids(asks.matched)).toEqual(['with me']);
    expect(ids(asks.done)).toEqual(['over']);
    expect(ids(asks.escalated)).toEqual(['come to us']);
    expect(asks.organising.value).toHaveLength(2);
    expect(asks.needed.value).toBe(3);
  });

  it('are read again when an Update tells of one', async () => {
    await open();
    hold('a', AskPart.OFFERED, AskState.OFFERED);
    update({ case: 'offerMade', value: { askId: 'a', answerByUs: 9n } as never });
    await settle();
    expect(ids(asks.offered)).toEqual(['a']);
    hold('a', AskPart.CHAMPION, AskState.MATCHED);
    changed('a');
    await settle();
    expect(ids(asks.offered)).toEqual([]);
    expect(ids(asks.matched)).toEqual(['a']);
  });

  it('are fetched anew when they come to organise a Hub', async () => {
    await open();
    hold('come to us', AskPart.ORGANISER, AskState.ESCALATED);
    update({ case: 'myHubChanged', value: {} as never });
    await settle();
    await settle();
    expect(ids(asks.escalated)).toEqual(['come to us']);
  });

  it('that are no longer open to them go', async () => {
    hold('a', AskPart.CHAMPION, AskState.MATCHED);
    await open();
    held.clear();
    changed('a');
    await settle();
    expect(ids(asks.matched)).toEqual([]);
  });

  it('show no offer that has ended, even before the answer comes', async () => {
    hold('a', AskPart.OFFERED, AskState.OFFERED);
    await open();
    held.clear();
    delayed = [];
    update({ case: 'offerEnded', value: { askId: 'a' } as never });
    expect(ids(asks.offered)).toEqual([]);
  });

  it('are not put back by an answer that was overtaken', async () => {
    hold('a', AskPart.ASKER, AskState.OPEN);
    await open();
    delayed = [];
    changed('a');
    hold('a', AskPart.ASKER, AskState.MATCHED);
    changed('a');
    const [first, second] = delayed;
    second?.();
    await settle();
    first?.();
    await settle();
    expect(asks.mine.value[0]?.state).toBe(AskState.MATCHED);
  });

  it('of somebody else are not shown after signing in on the same device', async () => {
    hold('a', AskPart.ASKER, AskState.OPEN);
    await open();
    held.clear();
    const opening = asks.open('ben');
    expect(ids(asks.mine)).toEqual([]);
    await opening;
    expect(ids(asks.mine)).toEqual([]);
  });

  it('say why they could not be fetched, and come when it is tried again', async () => {
    refuse = Code.INTERNAL;
    hold('a', AskPart.ASKER, AskState.OPEN);
    await open();
    expect(asks.loaded.value).toBe(false);
    expect(asks.error.value?.code).toBe(Code.INTERNAL);
    refuse = undefined;
    await asks.refresh();
    expect(asks.error.value).toBeUndefined();
    expect(ids(asks.mine)).toEqual(['a']);
  });
});

describe('Passing on an offer', () => {
  beforeEach(async () => {
    hold('a', AskPart.OFFERED, AskState.OFFERED);
    await open();
    asks.pass('a');
  });

  it('hides it at once and tells nobody until it is declined', async () => {
    expect(ids(asks.offered)).toEqual([]);
    expect(asks.needed.value).toBe(0);
    expect(declined).toEqual([]);
    await asks.decline('a');
    expect(declined).toEqual(['a']);
    expect(asks.all.value.has('a')).toBe(false);
  });

  it('can be taken back', () => {
    asks.keep('a');
    expect(ids(asks.offered)).toEqual(['a']);
  });

  it('shows it again when it could not be sent', async () => {
    refuse = Code.UNAVAILABLE;
    await expect(asks.decline('a')).rejects.toThrow();
    expect(ids(asks.offered)).toEqual(['a']);
  });
});
