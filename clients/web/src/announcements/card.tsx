import { type Announcement, Importance } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { PlainMarkup } from '../chats/markup_view.tsx';
import { announce } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
import { addStyles } from '../parts/late_styles.ts';
import { ThreadLink } from '../threads/thread_link.tsx';
import { announcementWords } from '../words/announcements.ts';
import { language } from '../words/language.ts';
import { fromMicros, moment, wholeTime } from '../words/times.ts';
import styles from './announcements.css?url';
import { useAnnouncements } from './model.ts';

addStyles(styles);

type Texts = Pick<Announcement, 'english' | 'welsh'>;

/** The headline in the reader's language, or in the one there is. */
export function headline({ english, welsh }: Texts): { title: string; lang: 'en' | 'cy' } {
  const inWelsh = { title: welsh?.title ?? '', lang: 'cy' } as const;
  const inEnglish = { title: english?.title ?? '', lang: 'en' } as const;
  if (language.value === 'cy') return welsh ? inWelsh : inEnglish;
  return english ? inEnglish : inWelsh;
}

/**
 * Both languages beside each other where there is room, the reader's first; a missing one says so in that language.
 * `titled`: the one headline stands above already. `href`: where the headline leads.
 */
export function Tongues(props: Texts & { level: 2 | 3; titled?: boolean; href?: string }) {
  const { english, welsh, level, titled, href } = props;
  const words = announcementWords();
  const Heading = level === 2 ? 'h2' : 'h3';
  const both = [
    { lang: 'en' as const, wording: english, missing: words.notInEnglish },
    { lang: 'cy' as const, wording: welsh, missing: words.notInWelsh },
  ];
  if (language.value === 'cy') both.reverse();
  // What is not in the other language lacks nothing for this reader.
  const shown = both[0]?.wording && !both[1]?.wording ? both.slice(0, 1) : both;
  return (
    <div class={shown.length > 1 && both[0]?.wording ? 'tongues' : 'stack stack--s'}>
      {shown.map(({ lang, wording, missing }) => (
        <div key={lang} lang={lang} class="stack stack--s">
          {wording ? (
            <>
              {!(titled && shown.length === 1) && (
                <Heading class="card__title" dir="auto">
                  {href ? <a href={href}>{wording.title}</a> : wording.title}
                </Heading>
              )}
              <PlainMarkup body={wording.body} />
            </>
          ) : (
            <p class="soft small">{missing}</p>
          )}
        </div>
      ))}
    </div>
  );
}

/** "Announcement", the hub, when. */
export function Kind({ announcement }: { announcement: Announcement }) {
  const words = announcementWords();
  const { hub, hubCount, importance, sentAtUs } = announcement;
  const sentAt = fromMicros(sentAtUs);
  const name = useSession().overview.hub(hub?.hubId ?? '')?.name ?? hub?.name ?? '';
  return (
    <p class="kind">
      <b>
        <Icon name="notice" small />
        {words.announcement}
      </b>
      {importance >= Importance.IMPORTANT && (
        <span class="tag tag--sun">{importance === Importance.URGENT ? words.urgent : words.important}</span>
      )}
      <span dir="auto">{hubCount > 1 ? words.fromHubs(name, hubCount - 1) : name}</span>
      <time dateTime={sentAt.toISOString()} title={wholeTime(sentAt)}>
        {moment(sentAt)}
      </time>
    </p>
  );
}

/** An announcement on the noticeboard, with what the reader has to do about it. */
export function AnnouncementCard(props: { announcement: Announcement; level?: 2 | 3; titled?: boolean }) {
  const { announcement, level = 3, titled = false } = props;
  const announcements = useAnnouncements();
  const words = announcementWords();
  const { acknowledgeByUs, correctedAtUs, nudgedAtUs, replyChannel, thread } = announcement;
  const confirmed = announcements.isConfirmed(announcement);
  const needed = announcement.forMe && !confirmed;
  return (
    <article class={`card${needed && announcement.asksAcknowledgement ? ' card--need' : ''}`}>
      <Kind announcement={announcement} />
      {correctedAtUs > 0n && (
        <p class="note note--sun">
          <Icon name="edit" small />
          <span>{words.corrected(moment(fromMicros(correctedAtUs)))}</span>
        </p>
      )}
      <Tongues
        {...announcement}
        level={level}
        titled={titled}
        {...(!titled && { href: `/announcement/${announcement.announcementId}` })}
      />
      {needed && nudgedAtUs > 0n && <p class="small soft">{words.reminded(moment(fromMicros(nudgedAtUs)))}</p>}
      {announcement.forMe && <Answer announcement={announcement} />}
      {needed && acknowledgeByUs > 0n && (
        <p class="tag tag--sun">
          <Icon name="clock" small />
          {words.confirmBy(moment(fromMicros(acknowledgeByUs)))}
        </p>
      )}
      {thread && !titled && (announcement.forMe || announcement.mayManage) && (
        <div class="actions">
          <ThreadLink
            href={`/announcement/${announcement.announcementId}/replies`}
            words={words.replies}
            below={announcement.announcementId}
            messages={undefined}
          />
        </div>
      )}
      {replyChannel && (
        <p class="small">
          <a href={`/channel/${replyChannel.channelId}`} dir="auto">
            {words.reply(replyChannel.name)}
          </a>
        </p>
      )}
    </article>
  );
}

/** "I have read this", then when that was. A press is kept on the device until it has gone. */
function Answer({ announcement }: { announcement: Announcement }) {
  const announcements = useAnnouncements();
  const words = announcementWords();
  const { announcementId, version, acknowledgedVersion, acknowledgedAtUs } = announcement;
  if (acknowledgedVersion >= version)
    return (
      <p class="tag tag--moss">
        <Icon name="tick" small />
        {words.confirmed(moment(fromMicros(acknowledgedAtUs)))}
      </p>
    );
  if ((announcements.waiting.value.get(announcementId) ?? 0) >= version)
    return (
      <p class="tag tag--sun">
        <Icon name="clock" small />
        {words.confirmWaits}
      </p>
    );
  const title = headline(announcement);
  return (
    <div class="actions">
      <button
        type="button"
        class="btn btn--go"
        onClick={() => {
          // A device that keeps nothing still sends it while the page is open.
          announcements.acknowledge(announcement).catch(() => {});
          announce(words.youConfirmed);
        }}
      >
        <Icon name="tick" />
        <span>
          {words.confirm}
          <span class="sr" lang={title.lang}>
            {' '}
            {title.title}
          </span>
        </span>
      </button>
    </div>
  );
}
