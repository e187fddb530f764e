import {
  type BotCommand,
  BotService,
  type Invocation,
  Invocations,
  type Message,
  OurplaceError,
  type Session,
} from '@ourplace/sdk';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { adapters } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { whyWords } from '../../words/errors.ts';
import { invokingWords } from '../../words/invoking.ts';
import { language } from '../../words/language.ts';
import type { ChannelModel } from '../channel_model.ts';
import { PlainMarkup } from '../markup_view.tsx';
import type { Candidate } from '../mentions.ts';

/** Commands and buttons of Bots. Fetched when the first of them is seen. */

const known = new WeakMap<Session, Invocations>();

function invocationsOf(session: Session): Invocations {
  let invocations = known.get(session);
  if (!invocations) {
    invocations = new Invocations(adapters, session.connection);
    known.set(session, invocations);
    session.companions.attach(invocations);
  }
  return invocations;
}

/** What each channel's Bots answer, as fetched; gone when one of the hub's Bots has changed. */
const fetched = new WeakMap<ChannelModel, { version: number; commands: Promise<BotCommand[]> }>();

function fetchCommands(model: ChannelModel): Promise<BotCommand[]> {
  const { connection, overview } = model.session;
  const version = overview.membersChanged.value.get(model.channel.value?.hubId ?? '') ?? 0;
  const before = fetched.get(model);
  if (before?.version === version) return before.commands;
  const commands = connection
    .call(BotService.method.listCommands, { channelId: model.channelId })
    .then((response) => response.commands);
  fetched.set(model, { version, commands });
  commands.catch(() => fetched.delete(model));
  return commands;
}

/** For the list behind "/"; none when there is no line. */
export async function commandsOf(model: ChannelModel): Promise<Candidate[]> {
  const commands = await fetchCommands(model).catch(() => []);
  return commands.map(({ name, descriptionEn, descriptionCy, botName }) => ({
    memberId: undefined,
    name,
    command: { about: (language.value === 'cy' && descriptionCy) || descriptionEn, botName },
  }));
}

/** Whatever begins with the name of a command here is one; anything else is a message. */
export async function invokeCommand(model: ChannelModel, body: string): Promise<'invoked' | 'no command' | 'no line'> {
  const [, name = '', text = ''] = /^\/([a-z0-9-]+)(?:\s+([\s\S]*))?$/.exec(body) ?? [];
  if (!name) return 'no command';
  let commands: BotCommand[];
  try {
    commands = await fetchCommands(model);
  } catch (caught) {
    if (!(caught instanceof OurplaceError)) throw caught;
    return 'no line';
  }
  if (!commands.some((command) => command.name === name)) return 'no command';
  void invocationsOf(model.session).command(model.channelId, name, text);
  return 'invoked';
}

/** What Bots said to nobody else, and that they said nothing. */
export function notices(model: ChannelModel): VNode {
  return <Notices model={model} />;
}

function Notices({ model }: { model: ChannelModel }) {
  const words = invokingWords();
  const invocations = invocationsOf(model.session);
  const here = invocations.shown.value.filter(({ channelId }) => channelId === model.channelId);
  return (
    <div class="answers" role="status" aria-label={words.answers}>
      {here.map((one) => (
        <Answer key={one.key} one={one} close={() => invocations.dismiss(one.key)} />
      ))}
    </div>
  );
}

function Answer({ one, close }: { one: Invocation; close: () => void }) {
  const words = invokingWords();
  if (one.state === 'asked')
    return (
      <p class="note">
        <span class="spin" aria-hidden="true" />
        <span>{words.waiting}</span>
      </p>
    );
  const isAnswer = one.state === 'notice';
  const said = isAnswer
    ? one.botName
    : one.state === 'unanswered'
      ? words.unanswered(one.botName)
      : words.refused(one.error ? whyWords(one.error) : '');
  return (
    <div class={`note${isAnswer ? '' : ' note--sun'}`}>
      <Icon name={isAnswer ? 'bot' : 'warn'} />
      <div class="grow">
        <p class={isAnswer ? 'strong' : undefined} dir="auto">
          {said}
        </p>
        {isAnswer && <PlainMarkup body={one.notice} />}
        {isAnswer && <p class="small soft">{words.onlyYou}</p>}
      </div>
      <button type="button" class="btn btn--icon btn--quiet btn--s" onClick={close}>
        <Icon name="close" />
        <span class="sr">
          {words.dismiss} {words.dismissAnswer(said)}
        </span>
      </button>
    </div>
  );
}

/** The choices that a Bot offers below its message. */
export function buttons(model: ChannelModel, message: Message): VNode {
  return <Buttons model={model} message={message} />;
}

function Buttons({ model, message }: { model: ChannelModel; message: Message }) {
  const words = invokingWords();
  const hint = useId();
  const invocations = invocationsOf(model.session);
  const online = model.session.connection.state.value.kind === 'online';
  const asked = (buttonId: string) =>
    invocations.shown.value.some(
      (one) => one.state === 'asked' && one.messageSeq === message.seq && one.what === buttonId,
    );
  if (!model.mayPost.value) return null;
  return (
    <fieldset class="actions choices-below" aria-label={words.choices}>
      {message.buttons.map(({ buttonId, label }) => {
        const busy = asked(buttonId);
        return (
          <button
            key={buttonId}
            type="button"
            class="btn btn--s"
            dir="auto"
            aria-busy={busy || undefined}
            aria-disabled={online ? undefined : true}
            aria-describedby={online ? undefined : hint}
            onClick={() => {
              if (online && !busy) void invocations.press(model.channelId, message.seq, buttonId);
            }}
          >
            {busy && <span class="spin" aria-hidden="true" />}
            {label}
          </button>
        );
      })}
      {!online && (
        <span class="hint" id={hint}>
          {words.needsConnection}
        </span>
      )}
    </fieldset>
  );
}
