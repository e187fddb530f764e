import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../sdk/tests/world.ts';
import { Arrivals } from './arrivals.ts';

function listen() {
  const clock = new ManualClock();
  const heard: string[] = [];
  const arrivals = new Arrivals(
    clock,
    (words) => heard.push(words),
    (count) => `${count} new messages`,
  );
  return { clock, heard, arrivals };
}

describe('Arrivals, by ear', () => {
  it('are said at once, with the name', () => {
    const { heard, arrivals } = listen();
    arrivals.arrived('Ann', 'hello');
    expect(heard).toEqual(['Ann: hello']);
  });

  it('become a number when more than three come within two seconds', async () => {
    const { clock, heard, arrivals } = listen();
    for (let count = 1; count <= 7; count++) arrivals.arrived('Ann', String(count));
    expect(heard).toHaveLength(3);
    await clock.advance(2000);
    expect(heard.slice(3)).toEqual(['7 new messages']);
  });

  it('are all said when three come in two seconds, and again afterwards', async () => {
    const { clock, heard, arrivals } = listen();
    for (let round = 0; round < 2; round++) {
      for (let count = 1; count <= 3; count++) arrivals.arrived('Ann', String(count));
      await clock.advance(2000);
    }
    expect(heard).toHaveLength(6);
  });

  it('are not counted once the channel was left', async () => {
    const { clock, heard, arrivals } = listen();
    for (let count = 1; count <= 5; count++) arrivals.arrived('Ann', String(count));
    arrivals.end();
    await clock.advance(5000);
    expect(heard).toHaveLength(3);
  });
});
