/** Two people talk in a hub's channel, each with a browser of their own. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Person } from './person.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let channelId: string;
let devices: { ana: BrowserContext; aisha: BrowserContext };
let ana: Person;
let aisha: Person;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Ana');
    programme.member('Aisha', 'organiser');
  });
  devices = { ana: await stage.deviceOf('Ana'), aisha: await stage.deviceOf('Aisha') };
});
afterAll(() => stage?.close());

beforeEach(async (context) => {
  channelId = stage.programme.channel(context.task.name.slice(0, 60));
  ana = await Person.in(devices.ana, channelId);
  aisha = await Person.in(devices.aisha, channelId);
});
afterEach(async () => {
  await ana.page.close();
  await aisha.page.close();
});

it('brings a message to the other, and the writer sees that it is sent', async () => {
  await ana.write('Made it through **today**, cam wrth gam 🌧️');
  await aisha.messages('Made it through today, cam wrth gam 🌧️').waitFor();
  expect(
    await aisha
      .messages('Made it through')
      .getByText('today', { exact: true })
      .evaluate((e) => e.tagName),
  ).toBe('STRONG');
  await ana.seesSent('Made it through');
  await aisha.write('Diolch, Ana');
  await ana.messages('Diolch, Ana').waitFor();
});

it('lets two people talk between themselves', async () => {
  await ana.page.goto(`/member/${stage.programme.memberId('Aisha')}`);
  await ana.page.getByRole('button', { name: 'Write to Aisha' }).click();
  await ana.sees('Only you and Aisha can read this');
  await aisha.page.goto('/chats');
  const conversations = aisha.page.getByRole('region', { name: 'Direct conversations' }).getByRole('link');
  await aisha.page.getByRole('heading', { name: 'Chats' }).waitFor();
  expect(await conversations.count()).toBe(0);
  await ana.write('Just between us: thank you');
  await conversations.filter({ hasText: 'Just between us: thank you' }).filter({ hasText: '1 new' }).click();
  await aisha.sees('Only you and Ana can read this');
  await aisha.messages('Just between us: thank you').waitFor();
  await aisha.write('Any time');
  await ana.messages('Any time').waitFor();
});

it('says who is writing', async () => {
  await aisha.field.pressSequentially('Has anyone');
  await ana.sees('Aisha is writing…');
  await aisha.write('Has anyone tried the pump?');
  await ana.messages('Has anyone tried the pump?').waitFor();
  await ana.page.getByText('Aisha is writing…').waitFor({ state: 'detached' });
});

it('says who is here', async () => {
  await ana.page.goto(`/hub/${stage.programme.hubId}/people`);
  const people = ana.page.getByRole('listitem');
  await people.filter({ hasText: 'Aisha' }).getByText('Here now').waitFor();
  const ben = 'Ben of the pump';
  stage.programme.member(ben);
  await ana.page.reload();
  await people.filter({ hasText: ben }).waitFor();
  expect(await people.filter({ hasText: ben }).getByText('Here now').count()).toBe(0);
  const device = await stage.deviceOf(ben);
  await Person.in(device, channelId);
  await people.filter({ hasText: ben }).getByText('Here now').waitFor();
  await device.close();
});

it('changes a message for everybody, marked as edited', async () => {
  await ana.write('The meeting is on Tuesday');
  await aisha.messages('on Tuesday').waitFor();
  await ana.choose('on Tuesday', 'Edit');
  const editor = ana.page.getByRole('textbox', { name: 'Change your message' });
  await editor.fill('The meeting is on Wednesday');
  await ana.page.getByRole('button', { name: 'Save' }).click();
  await aisha.messages('on Wednesday').getByText('Edited').waitFor();
  expect(await aisha.messages('on Tuesday').count()).toBe(0);
});

it('leaves a tombstone where a message was deleted', async () => {
  await ana.write('Something I should not have said');
  await aisha.messages('should not have said').waitFor();
  await ana.choose('should not have said', 'Delete');
  await ana.sees('You deleted this message.');
  // What can still be undone is done when the page is left.
  await ana.page.reload();
  await aisha.sees('Ana deleted this message.');
  expect(await aisha.messages('should not have said').count()).toBe(0);
});

it('lets an organiser remove a message with a reason that everybody sees', async () => {
  await ana.write('Buy cheap watches');
  await aisha.messages('cheap watches').waitFor();
  await aisha.choose('cheap watches', 'Delete');
  const dialog = aisha.page.getByRole('dialog', { name: 'Remove the message by Ana?' });
  await dialog.getByLabel('Your reason').fill('This is no market');
  await dialog.getByRole('button', { name: 'Remove the message' }).click();
  await ana.sees('Aisha removed this message: This is no market');
});

it('shows a reaction in words with its count, and takes it back', async () => {
  await ana.write('I got the job');
  await aisha.messages('I got the job').waitFor();
  await aisha.choose('I got the job', 'React', 'Well done');
  const chip = ana.messages('I got the job').getByRole('button', { name: 'Well done: 1 person' });
  await chip.waitFor();
  await chip.click();
  await aisha.messages('I got the job').getByRole('button', { name: 'Well done: 2 people' }).click();
  await ana.messages('I got the job').getByRole('button', { name: 'Well done: 1 person' }).waitFor();
});

it('answers with the quoted words above', async () => {
  await ana.write('Can somebody meet me at the pavilion?');
  await aisha.messages('meet me').waitFor();
  await aisha.choose('meet me', 'Reply');
  await aisha.sees('Replying to Ana');
  await aisha.write('I will be there with the key');
  const answer = ana.messages('there with the key');
  await answer.getByText('Can somebody meet me at the pavilion?').waitFor();
});

it('names somebody, who sees that they are meant', async () => {
  await ana.page.goto('/chats');
  await aisha.field.pressSequentially('Well said @An');
  await aisha.page.getByRole('option', { name: 'Ana' }).waitFor();
  await aisha.field.press('Enter');
  await aisha.page.getByRole('button', { name: 'Send', exact: true }).click();
  await aisha.messages('Well said @Ana').waitFor();
  await ana.page.getByRole('link', { name: 'you are mentioned, 1 new' }).waitFor();
  await ana.page
    .getByRole('navigation', { name: 'Main' })
    .getByText('1 mention for you')
    .waitFor({ state: 'attached' });
});

it('closes the view of somebody who is removed at once, on every device', async () => {
  const name = 'Gone';
  stage.programme.member(name);
  const phone = await Person.in(await stage.deviceOf(name), channelId);
  const laptop = await Person.in(await stage.deviceOf(name), channelId);
  await aisha.write('Before the removal');
  await phone.messages('Before the removal').waitFor();
  await laptop.messages('Before the removal').waitFor();
  await stage.call(devices.aisha, 'HubService/RemoveHubMember', {
    hubId: stage.programme.hubId,
    memberId: stage.programme.memberId(name),
  });
  for (const device of [phone, laptop]) {
    await device.sees('This channel is closed to you');
    expect(await device.messages('Before the removal').count()).toBe(0);
  }
});
