import {
  type Announcement,
  AnnouncementService,
  ChannelVisibility,
  type GetHubResponse,
  type Hub,
  HubRole,
  Importance,
  type OurplaceError,
} from '@ourplace/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { adapters, useSession } from '../account.ts';
import { PlainMarkup } from '../chats/markup_view.tsx';
import { useHub } from '../pages/hub.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing } from '../pages/parts/fetched.tsx';
import { Choices, FormBox } from '../pages/parts/form.tsx';
import { type Form, type Problems, useForm } from '../pages/parts/form_model.ts';
import { forgetDraft, keepDraft, readDraft } from '../pages/parts/kept_draft.ts';
import { Icon } from '../parts/icon.tsx';
import { painted } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { announcementWords } from '../words/announcements.ts';
import { whyWords } from '../words/errors.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { fromMicros, moment } from '../words/times.ts';
import { AudienceFields, type AudienceValues, audienceOf, CountLine, useCount } from './audience.tsx';
import { Tongues } from './card.tsx';
import { checkTimes, TimeFields, type TimeValues, timesOf } from './time_fields.tsx';
import { checkWording, WordingFields, type WordingValues, wordingField, wordings } from './wording_fields.tsx';

type Values = WordingValues & AudienceValues & TimeValues & { importance: string; reply: string };

const empty: Values = {
  englishTitle: '',
  englishBody: '',
  welshTitle: '',
  welshBody: '',
  hubIds: '',
  placeId: '',
  roles: 'everybody',
  themes: '',
  importance: 'ordinary',
  when: 'now',
  sendAt: '',
  asks: 'yes',
  acknowledgeBy: '',
  days: '30',
  reply: '',
};

/** Among the ids of channels, which are never so short. */
const inThread = 'thread';

const importances: Record<string, Importance> = {
  ordinary: Importance.ORDINARY,
  important: Importance.IMPORTANT,
  urgent: Importance.URGENT,
};

/** An Organiser tells one or many Hubs something. */
export default function ComposePage({ params }: { params: Record<string, string> }) {
  const words = hubsWords();
  const fetched = useHub(params.hub ?? '');
  return (
    <Showing fetched={fetched} loading={words.fetchingHub}>
      {({ hub, channels }) => (hub ? <OfHub hub={hub} channels={channels} /> : null)}
    </Showing>
  );
}

function OfHub({ hub, channels }: { hub: Hub; channels: GetHubResponse['channels'] }) {
  const words = announcementWords();
  const isAdministrator = useSession().overview.me.value?.member?.isAdministrator;
  return (
    <div class="painted" style={painted(hub.paint)}>
      <div class="page page--wide">
        <header class="stack stack--s">
          <BackTo href={`/hub/${hub.hubId}/announcements`} words={words.of(hub.name)} />
          <Title text={words.newOne} />
        </header>
        {hub.myRole === HubRole.ORGANISER || isAdministrator ? (
          <Compose key={hub.hubId} hub={hub} channels={channels} />
        ) : (
          <p>{words.onlyOrganisers}</p>
        )}
      </div>
    </div>
  );
}

function Compose({ hub, channels }: { hub: Hub; channels: GetHubResponse['channels'] }) {
  const { connection, overview } = useSession();
  const words = announcementWords();
  const memberId = overview.me.value?.member?.memberId ?? '';
  const keptAs = `announcement/${hub.hubId}`;
  const [first] = useState(() => readDraft<Values>(memberId, keptAs, { ...empty, hubIds: hub.hubId }));
  const sentAs = useRef<{ words: string; id: Uint8Array<ArrayBuffer> }>(undefined);
  // The same words sent again are the same announcement: an answer may have been lost.
  const idOf = (values: Values) => {
    const said = JSON.stringify(values);
    if (sentAs.current?.words !== said) sentAs.current = { words: said, id: adapters.random(16) };
    return sentAs.current.id;
  };
  const counting = useRef(false);
  const form = useForm<Values>(first, {
    check: (values) => ({
      ...checkWording(values, counting.current),
      ...(values.hubIds.trim() === '' && values.placeId === '' && { hubIds: words.chooseSomebody }),
      ...checkTimes(values, new Date()),
    }),
    send: async (values) => {
      const { announcement } = await connection.call(AnnouncementService.method.sendAnnouncement, {
        clientAnnouncementId: idOf(values),
        audience: audienceOf(values),
        importance: importances[values.importance] ?? Importance.ORDINARY,
        ...wordings(values),
        ...timesOf(values),
        ...(values.reply === inThread ? { repliesInThread: true } : { replyChannelId: values.reply }),
      });
      forgetDraft(memberId, keptAs);
      if (announcement) sent(announcement);
    },
    explain,
  });
  const counted = useCount(form.values);
  counting.current = counted.requiresBothLanguages;
  const [kept, setKept] = useState<boolean>();
  useEffect(() => {
    if (form.values !== first) setKept(keepDraft(memberId, keptAs, form.values));
  }, [form.values]);
  const people = counted.people ?? 0;
  const submit = form.values.when === 'later' ? words.scheduleTo(people) : words.sendTo(people);
  return (
    <FormBox
      class="compose"
      form={form}
      prefix="announcement"
      submit={people > 0 ? submit : words.send}
      busy={words.sending}
      offline={connection.state.value.kind !== 'online'}
      wide
      beside={<span class="soft small">{words.noUnsend}</span>}
    >
      <div class="stack compose__fields">
        <WordingFields form={form} bothNeeded={counted.requiresBothLanguages} />
        <AudienceFields form={form} hub={hub} />
        <Choices
          form={form}
          prefix="announcement"
          name="importance"
          label={words.importance}
          of={[
            { value: 'ordinary', words: words.ordinary },
            { value: 'important', words: words.important },
            { value: 'urgent', words: words.urgent },
          ]}
        />
        <TimeFields form={form} />
        <ReplyField form={form} hub={hub} channels={channels} />
      </div>
      <div class="stack compose__check">
        <Preview values={form.values} />
        <CountLine counted={counted} />
        {kept !== undefined && <p class="soft small">{kept ? words.draftKept : words.draftNotKept}</p>}
      </div>
    </FormBox>
  );
}

function sent(announcement: Announcement): void {
  const words = announcementWords();
  const { tracking, sentAtUs, announcementId } = announcement;
  toast({ words: tracking ? words.sent(tracking.audience) : words.scheduled(moment(fromMicros(sentAtUs))) });
  go(`/announcement/${announcementId}`, 'replace');
}

function explain(error: OurplaceError): Problems<Values> | undefined {
  const wording = wordingField(error.field);
  if (wording) return { [wording]: whyWords(error) };
  if (error.field === 'audience.themes') return { themes: announcementWords().noChampions };
  if (error.field.startsWith('audience.')) return { hubIds: whyWords(error) };
  if (error.field === 'send_at_us') return { sendAt: announcementWords().chooseTime };
  if (error.field === 'acknowledge_by_us') return { acknowledgeBy: announcementWords().timeWrong };
  if (error.field === 'reply_channel_id') return { reply: whyWords(error) };
  return undefined;
}

/** Where people may answer: a Thread of its own, or a channel of this Hub; of one that all can read, if more than this Hub is told. */
function ReplyField({ form, hub, channels }: { form: Form<Values>; hub: Hub; channels: GetHubResponse['channels'] }) {
  const words = announcementWords();
  const severalHubs = form.values.hubIds.trim() !== hub.hubId || form.values.placeId !== '';
  const possible = channels.filter(
    ({ archived, visibility }) =>
      !archived && (visibility === ChannelVisibility.OPEN || (visibility === ChannelVisibility.HUB && !severalHubs)),
  );
  const wrong = form.problems.reply;
  const isPossible = (reply: string) => reply === inThread || possible.some(({ channelId }) => channelId === reply);
  const chosen = isPossible(form.values.reply) ? form.values.reply : '';
  useEffect(() => {
    if (chosen !== form.values.reply) form.set('reply', chosen);
  }, [chosen, form.values.reply]);
  return (
    <div class="field">
      <label for="announcement-reply">{words.replies}</label>
      {wrong && (
        <span class="wrong" id="announcement-reply-wrong">
          <Icon name="warn" small />
          <span>{wrong}</span>
        </span>
      )}
      <select
        id="announcement-reply"
        class="input"
        value={chosen}
        aria-describedby={wrong ? 'announcement-reply-wrong' : undefined}
        onChange={(event) => form.set('reply', event.currentTarget.value)}
      >
        <option value="">{words.closed}</option>
        <option value={inThread}>{words.inThread}</option>
        {possible.map(({ channelId, name }) => (
          <option key={channelId} value={channelId}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Preview({ values }: { values: Values }) {
  const words = announcementWords();
  const { english, welsh } = wordings(values);
  const whole = (wording: { title: string; body: string } | undefined) =>
    wording && { $typeName: 'ourplace.v1.Wording' as const, ...wording };
  const texts = { english: whole(english), welsh: whole(welsh) };
  return (
    <section class="card" aria-label={words.howItLooks}>
      <p class="kind">
        <b>
          <Icon name="notice" small />
          {words.howItLooks}
        </b>
      </p>
      {english || welsh ? (
        <Tongues
          {...(texts.english && { english: texts.english })}
          {...(texts.welsh && { welsh: texts.welsh })}
          level={2}
        />
      ) : (
        <PlainMarkup body={words.emptyHeadline} />
      )}
    </section>
  );
}
