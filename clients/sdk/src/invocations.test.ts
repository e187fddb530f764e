import { create, fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { settle, World } from '../tests/world.ts';
import { Connection } from './connection.ts';
import { InvokeCommandRequestSchema, PressButtonRequestSchema } from './gen/ourplace/v1/bots_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import { UpdateSchema } from './gen/ourplace/v1/wire_pb.ts';
import { Invocations } from './invocations.ts';

let world: World;
let invocations: Invocations;

beforeEach(() => {
  world = new World();
  const connection = new Connection(world);
  connection.start();
  world.socket.hello();
  invocations = new Invocations(world, connection);
});

const states = () => invocations.shown.value.map(({ state }) => state);
const called = () => {
  const [frame] = world.socket.frames('call').slice(-1);
  if (!frame) throw new Error('nothing was called');
  return frame;
};
const idOf = (request: Uint8Array) => fromBinary(InvokeCommandRequestSchema, request).clientInvocationId;
const reply = () =>
  world.socket.receive({
    case: 'reply',
    value: { id: called().id, result: { case: 'response', value: new Uint8Array() } },
  });
const update = (change: MessageInitShape<typeof UpdateSchema>['change']) =>
  invocations.apply(create(UpdateSchema, { streamId: 'm.ana', seq: 1n, ...(change && { change }) }));

describe('A command', () => {
  it('is answered by a notice that stays until it is closed', async () => {
    void invocations.command('c1', 'weather', 'tomorrow');
    expect(states()).toEqual(['asked']);
    const clientInvocationId = idOf(called().value.request);
    reply();
    update({ case: 'invocationAnswered', value: { clientInvocationId, botName: 'Robin', notice: 'Rain.' } });
    expect(invocations.shown.value).toMatchObject([{ state: 'notice', botName: 'Robin', notice: 'Rain.' }]);
    invocations.dismiss(invocations.shown.value[0]?.key ?? '');
    expect(states()).toEqual([]);
  });

  it('is over when the answer is a message in the channel', () => {
    void invocations.command('c1', 'weather', '');
    const clientInvocationId = idOf(called().value.request);
    update({ case: 'invocationAnswered', value: { clientInvocationId, botName: 'Robin', messageSeq: 7n } });
    expect(states()).toEqual([]);
  });

  it('says that the bot was silent, when the server says so and when nobody does', async () => {
    void invocations.command('c1', 'weather', '');
    const clientInvocationId = idOf(called().value.request);
    update({ case: 'invocationUnanswered', value: { clientInvocationId, botName: 'Robin' } });
    expect(invocations.shown.value).toMatchObject([{ state: 'unanswered', botName: 'Robin' }]);
    void invocations.command('c2', 'weather', '');
    reply();
    await settle();
    await world.clock.advance(20_000);
    expect(states()).toEqual(['unanswered', 'unanswered']);
  });

  it('says why it did not go', async () => {
    void invocations.command('c1', 'weather', '');
    const error = { code: Code.NOT_FOUND, message: 'No such command.' };
    world.socket.receive({ case: 'reply', value: { id: called().id, result: { case: 'error', value: error } } });
    await settle();
    expect(invocations.shown.value[0]?.error?.message).toBe('No such command.');
  });
});

it('keeps what one command was answered when another is invoked', () => {
  void invocations.command('c1', 'weather', '');
  const clientInvocationId = idOf(called().value.request);
  update({ case: 'invocationAnswered', value: { clientInvocationId, botName: 'Robin', notice: 'Rain.' } });
  void invocations.command('c1', 'time', '');
  expect(states()).toEqual(['notice', 'asked']);
});

it('shows of a button that is pressed again only what came of it last', () => {
  const pressed = () => fromBinary(PressButtonRequestSchema, called().value.request).clientInvocationId;
  void invocations.press('c1', 5n, 'yes');
  update({ case: 'invocationUnanswered', value: { clientInvocationId: pressed(), botName: 'Robin' } });
  void invocations.press('c1', 5n, 'no');
  expect(states()).toEqual(['unanswered', 'asked']);
  void invocations.press('c1', 5n, 'yes');
  expect(states()).toEqual(['asked', 'asked']);
});
