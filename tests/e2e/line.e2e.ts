/** What a person sees and keeps when the line or the server goes, and comes back. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { post } from '../support/call.ts';
import type { Line } from '../support/line.ts';
import { Person } from './person.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let token: string;
let channelId: string;
/** Ana's own, which the tests cut. */
let line: Line;
let device: BrowserContext;
let anotherDevice: BrowserContext;
let ana: Person;
let aisha: Person;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Ana');
    programme.member('Aisha');
    token = programme.program('Diary');
  });
  line = await stage.newLine();
  device = await stage.deviceOf('Ana', { line });
  anotherDevice = await stage.deviceOf('Aisha');
});
afterAll(() => stage?.close());

beforeEach(async (context) => {
  channelId = stage.programme.channel(context.task.name.slice(0, 60));
  ana = await Person.in(device, channelId);
  aisha = await Person.in(anotherDevice, channelId);
});
afterEach(async () => {
  line.mend();
  await ana.page.close();
  await aisha.page.close();
});

it('keeps what is written without a line, says so after 5 s, and sends it exactly once when it is back', async () => {
  const cutAt = performance.now();
  line.cut();
  await ana.write('I will be there with the key');
  await ana.write('I will leave the light on');
  await ana.messages('with the key').getByText('Waiting for a connection').waitFor();
  await ana.messages('the light on').getByRole('button', { name: 'Take back' }).waitFor();
  await ana.banner.getByText('No connection. Your 2 messages are safe on this device').waitFor();
  expect(performance.now() - cutAt).toBeGreaterThan(4900);
  await ana.sees('Connection lost at');

  line.mend();
  await ana.networkIsBack();
  await ana.banner.getByText('Back. Your 2 messages went.').waitFor();
  await ana.seesSent('the light on');
  await aisha.messages('the light on').waitFor();
  expect(await aisha.page.getByRole('article').allInnerTexts()).toEqual([
    expect.stringContaining('I will be there with the key'),
    expect.stringContaining('I will leave the light on'),
  ]);
  expect(await ana.page.getByRole('article').count()).toBe(2);
});

it('lets a message be taken back while it waits', async () => {
  line.cut();
  await ana.write('Come round by the bowling green');
  await ana.page.getByRole('button', { name: 'Take back' }).click();
  await ana.messages('bowling green').waitFor({ state: 'detached' });
  expect(await ana.field.inputValue()).toBe('Come round by the bowling green');
});

it('sends what a tab that died had not sent, once it is opened again', async () => {
  line.cut();
  await ana.write('Written on the bus');
  await ana.messages('on the bus').getByText('Waiting for a connection').waitFor();
  const dead = ana.page;
  const crashed = dead.waitForEvent('crash');
  const control = await device.newCDPSession(dead);
  control.send('Page.crash').catch(() => {});
  await crashed;

  line.mend();
  ana = await Person.in(device, channelId);
  await ana.seesSent('on the bus');
  await aisha.messages('on the bus').waitFor();
  expect(await aisha.page.getByRole('article').count()).toBe(1);
});

it('goes on after the server was killed, and nothing is lost or doubled', async () => {
  await ana.write('Before');
  await aisha.messages('Before').waitFor();
  await stage.server.kill();
  await ana.write('While it was away');
  await aisha.write('I noticed nothing');
  await ana.messages('While it was away').getByText('Waiting for a connection').waitFor();
  await stage.server.start();
  await ana.seesSent('While it was away');
  await aisha.seesSent('I noticed nothing');
  for (const person of [ana, aisha]) {
    for (const body of ['Before', 'While it was away', 'I noticed nothing']) {
      await person.messages(body).waitFor();
      expect(await person.messages(body).count()).toBe(1);
    }
  }
});

it('fetches only what was missed', async () => {
  for (let number = 1; number <= 60; number++)
    await post(stage.server, token, channelId, `Long ago, number ${number}. ${'And so it went on. '.repeat(10)}`);
  await ana.messages('Long ago, number 60.').waitFor();
  // A mark of what she read that is still on its way would be missed too, rightly, and count.
  await line.quiet();
  line.cut();
  await ana.page.waitForFunction(() => document.querySelector('.banner'));
  for (const body of ['Missed, the first', 'Missed, the second', 'Missed, the third'])
    await post(stage.server, token, channelId, body);
  const before = line.bytesToClient;
  line.mend();
  await ana.networkIsBack();
  await ana.messages('Missed, the third').waitFor();
  await ana.messages('Missed, the first').waitFor();
  expect(line.bytesToClient - before).toBeLessThan(1500);
});

it('opens without a network, with what was there', async () => {
  await aisha.write('Kept for the tunnel');
  await ana.messages('for the tunnel').waitFor();
  await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await ana.kept(channelId, 'Kept for the tunnel');
  line.cut();
  await ana.page.close();
  ana = await Person.at(device, `/channel/${channelId}`);
  await ana.messages('for the tunnel').waitFor();
  await ana.write('Written in the tunnel');
  await ana.messages('in the tunnel').getByText('Waiting for a connection').waitFor();
  line.mend();
  await ana.seesSent('in the tunnel');
  await aisha.messages('in the tunnel').waitFor();
});
