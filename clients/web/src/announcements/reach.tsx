import { type Announcement, AnnouncementService, type Recipient, RecipientState, type Tracking } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { Showing, usePaged } from '../pages/parts/fetched.tsx';
import { RadioCards } from '../pages/parts/form.tsx';
import { MoreButton } from '../pages/parts/more_button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Face } from '../parts/shapes.tsx';
import { announcementWords } from '../words/announcements.ts';
import { date, fromMicros, moment } from '../words/times.ts';

const states = {
  notReached: RecipientState.NOT_REACHED,
  reached: RecipientState.REACHED,
  confirmed: RecipientState.ACKNOWLEDGED,
};
type Which = keyof typeof states;

/** Whom it reached: the bar, the three figures, their sum in writing, the nudge, and the people behind each figure. */
export function Reach(props: { announcement: Announcement; tracking: Tracking; put: (changed: Announcement) => void }) {
  const words = announcementWords();
  const { announcement, tracking } = props;
  const { acknowledged, reached, notReached, audience, sentTo } = tracking;
  const figures = [
    { mark: 'ack', words: words.countConfirmed, count: acknowledged },
    { mark: 'got', words: words.countReached, count: reached },
    { mark: 'not', words: words.countNotReached, count: notReached },
  ];
  return (
    <section class="stack" aria-labelledby="reach">
      <h2 id="reach">{words.whoReached}</h2>
      <div class="card">
        <div class="sum" aria-hidden="true">
          {figures.map(
            ({ mark, count }) => count > 0 && <span key={mark} class={`sum__${mark}`} style={{ flex: count }} />,
          )}
        </div>
        <dl class="key">
          {figures.map((figure) => (
            <div key={figure.mark}>
              <dt>
                <span class={`swatch sum__${figure.mark}`} aria-hidden="true" />
                {figure.words}
              </dt>
              <dd>{figure.count}</dd>
            </div>
          ))}
        </dl>
        <p class="soft small num">{words.sum([acknowledged, reached, notReached], audience)}</p>
        {sentTo < audience && (
          <p class="small" role="status">
            {words.underWay(sentTo, audience)}
          </p>
        )}
      </div>
      {announcement.asksAcknowledgement && <Nudge {...props} />}
      <People announcement={announcement} tracking={tracking} />
    </section>
  );
}

/** Works once for each version, then says when it was used. */
function Nudge(props: { announcement: Announcement; tracking: Tracking; put: (changed: Announcement) => void }) {
  const { connection } = useSession();
  const words = announcementWords();
  const { announcementId, version, expiresAtUs } = props.announcement;
  const { nudgedAtUs, nudged, reached, notReached } = props.tracking;
  const left = reached + notReached;
  if (nudgedAtUs > 0n)
    return (
      <p class="note">
        <Icon name="clock" />
        <span>{words.nudged(moment(fromMicros(nudgedAtUs)), nudged)}</span>
      </p>
    );
  if (left === 0)
    return (
      <p class="note note--moss">
        <Icon name="tick" />
        <span>{words.allConfirmed}</span>
      </p>
    );
  if (fromMicros(expiresAtUs) <= new Date()) return null;
  return (
    <div class="note note--sun">
      <Icon name="clock" />
      <div class="grow stack stack--s">
        <p>{words.mayNudge(left)}</p>
        <div class="actions">
          <Act
            words={words.nudge(left)}
            busy={words.nudging}
            run={async () => {
              const request = { announcementId, version };
              const done = await connection.call(AnnouncementService.method.nudgeAudience, request);
              if (done.announcement) props.put(done.announcement);
            }}
          />
        </div>
      </div>
    </div>
  );
}

function People({ announcement, tracking }: { announcement: Announcement; tracking: Tracking }) {
  const { connection } = useSession();
  const words = announcementWords();
  const [which, choose] = useState<Which>('notReached');
  const { announcementId } = announcement;
  const counts = { notReached: tracking.notReached, reached: tracking.reached, confirmed: tracking.acknowledged };
  const names = { notReached: words.countNotReached, reached: words.countReached, confirmed: words.countConfirmed };
  const key = `${announcementId} ${announcement.version} ${which} ${counts[which]}`;
  const paged = usePaged(key, async (_, pageToken) => {
    const request = { announcementId, states: [states[which]], pageToken };
    const page = await connection.call(AnnouncementService.method.listRecipients, request);
    return { items: page.recipients, next: page.nextPageToken };
  });
  return (
    <>
      <RadioCards
        id="which"
        label={words.show}
        value={which}
        of={(Object.keys(states) as Which[]).map((value) => ({ value, words: names[value] }))}
        choose={choose}
      />
      <h3>{words.people(names[which], counts[which])}</h3>
      {counts[which] === 0 ? (
        <p class="soft">{words.nobody}</p>
      ) : (
        <Showing fetched={paged} loading={words.fetchingPeople}>
          {({ items }) => (
            <>
              <ul class="list boxed">
                {items.map((person) => (
                  <Person key={person.memberId} person={person} />
                ))}
              </ul>
              <MoreButton paged={paged} />
            </>
          )}
        </Showing>
      )}
      <div class="actions">
        <Act
          kind="quiet"
          icon="down"
          words={words.download}
          busy={words.downloading}
          run={async () => {
            const pages: string[] = [];
            let pageToken = '';
            do {
              const request = { announcementId, pageToken };
              const page = await connection.call(AnnouncementService.method.exportRecipients, request);
              pages.push(page.csv);
              pageToken = page.nextPageToken;
            } while (pageToken);
            save(pages, words.fileName);
          }}
        />
      </div>
    </>
  );
}

function Person({ person }: { person: Recipient }) {
  const words = announcementWords();
  const { lastSeenAtUs, acknowledgedAtUs } = person;
  const lastHere = lastSeenAtUs > 0n ? words.lastHere(date(fromMicros(lastSeenAtUs))) : words.neverHere;
  return (
    <li class="person">
      <div class="line grow">
        <Face id={person.memberId} name={person.name} />
        <span class="grow">
          <span class="name strong" dir="auto">
            {person.name}
          </span>
          <span class="person__facts small soft">
            {person.state === RecipientState.NOT_REACHED && <span>{lastHere}</span>}
            {acknowledgedAtUs > 0n && <span>{words.confirmedAt(moment(fromMicros(acknowledgedAtUs)))}</span>}
            {person.hasLeft && <span>{words.hasLeft}</span>}
          </span>
        </span>
      </div>
    </li>
  );
}

/** As a file; the mark at its beginning tells spreadsheets that it is UTF-8. */
function save(pages: string[], name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', ...pages], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
