import { describe, expect, it } from 'vitest';
import { type ClientHistory, check, type Held } from './checker.ts';

const message = (seq: number): Held => ({ seq, clientMessageId: `id-${seq}`, body: `message ${seq}` });
const truth = () => [1, 2, 3, 4, 5].map((seq) => (seq === 3 ? { seq } : { seq, message: message(seq) }));
const client = (): ClientHistory => ({
  client: 'Ana',
  applied: [1, 2, 4, 5].map(message),
  acknowledged: [message(2), message(5)],
  kept: ['message 2', 'message 5'],
});
const kinds = (log = truth(), history = client()) => check(log, [history]).map((finding) => finding.kind);

describe('the checker', () => {
  it('finds nothing in a history that is right', () => {
    expect(kinds()).toEqual([]);
  });

  it('finds an acknowledged message that the log does not have', () => {
    const history = client();
    history.acknowledged.push({ seq: 6, clientMessageId: 'id-6', body: 'message 6' });
    expect(kinds(truth(), history)).toEqual(['lost']);
  });

  it('finds an acknowledged message that became another', () => {
    const history = client();
    history.acknowledged[0] = { seq: 2, clientMessageId: 'id-9', body: 'message 2' };
    expect(kinds(truth(), history)).toEqual(['lost']);
  });

  it('finds a message that was kept on the device and never went', () => {
    const history = client();
    history.kept.push('message 6');
    expect(kinds(truth(), history)).toEqual(['lost']);
  });

  it('finds a message that went twice under two ids', () => {
    const again = { ...message(6), body: 'message 5' };
    const history = client();
    history.applied.push(again);
    expect(kinds([...truth(), { seq: 6, message: again }], history)).toEqual(['doubled']);
  });

  it('finds a message that one client never received', () => {
    const history = client();
    history.applied.splice(1, 1);
    expect(kinds(truth(), history)).toEqual(['lost']);
  });

  it('finds a message that was applied twice', () => {
    const history = client();
    history.applied.splice(2, 0, message(2));
    expect(kinds(truth(), history)).toEqual(['doubled']);
  });

  it('finds a message that was stored twice under two numbers', () => {
    const log = [...truth(), { seq: 6, message: { ...message(5), seq: 6 } }];
    const history = client();
    history.applied.push({ ...message(5), seq: 6 });
    expect(new Set(kinds(log, history))).toEqual(new Set(['doubled']));
  });

  it('finds messages in another order', () => {
    const history = client();
    history.applied.reverse();
    expect(new Set(kinds(truth(), history))).toEqual(new Set(['reordered']));
  });

  it('finds a hole in the numbers', () => {
    const log = truth().filter((entry) => entry.seq !== 3);
    expect(kinds(log)).toContain('hole');
  });

  it('finds other words under the same number', () => {
    const history = client();
    history.applied[0] = { ...message(1), body: 'something else' };
    expect(kinds(truth(), history)).toEqual(['differs']);
  });

  it('finds a message that nobody posted', () => {
    const history = client();
    history.applied.push(message(7));
    expect(kinds(truth(), history)).toEqual(['invented']);
  });
});
