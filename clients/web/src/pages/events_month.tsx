import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { eventsWords } from '../words/pages/events.ts';
import { date, monthName } from '../words/times.ts';
import { EventsHead } from './events.tsx';
import type { Shown } from './parts/event_row.tsx';
import { dayOf, inReadersLanguage } from './parts/event_times.ts';
import { Showing, useFetched } from './parts/fetched.tsx';
import { listOccurrences, useEventsChanged } from './parts/occurrences.ts';

interface Month {
  year: number;
  /** From 0. */
  month: number;
}

/** What is on, as a month of weeks. */
export default function EventsMonthPage() {
  const words = eventsWords();
  const now = new Date();
  const [shown, show] = useState<Month>({ year: now.getFullYear(), month: now.getMonth() });
  const from = new Date(shown.year, shown.month, 1);
  const until = new Date(shown.year, shown.month + 1, 1);
  const fetched = useFetched(`${shown.year} ${shown.month}`, (session) =>
    listOccurrences(session, { from: daysFrom(from, -1), until: daysFrom(until, 1), pageSize: 200 }),
  );
  useEventsChanged(fetched.again);
  const turn = (by: number) => {
    const to = new Date(shown.year, shown.month + by, 1);
    show({ year: to.getFullYear(), month: to.getMonth() });
  };
  return (
    <div class="page page--wide">
      <EventsHead at="month" />
      <div class="row row--apart">
        <button type="button" class="btn btn--s" onClick={() => turn(-1)}>
          <Icon name="back" small turn />
          {words.previousMonth}
        </button>
        <button type="button" class="btn btn--s" onClick={() => turn(1)}>
          {words.nextMonth}
          <Icon name="next" small turn />
        </button>
      </div>
      <Showing fetched={fetched} loading={words.fetching}>
        {({ items }) => <MonthTable month={shown} items={items} />}
      </Showing>
    </div>
  );
}

const daysFrom = (time: Date, days: number) => new Date(time.getFullYear(), time.getMonth(), time.getDate() + days);

/** The weeks of a month from Monday on, with the days of others as undefined. */
function weeksOf({ year, month }: Month): (Date | undefined)[][] {
  const first = new Date(year, month, 1);
  const days = new Date(year, month + 1, 0).getDate();
  const before = (first.getDay() + 6) % 7;
  const weeks: (Date | undefined)[][] = [];
  for (let at = -before; at < days; at += 7)
    weeks.push(
      Array.from({ length: 7 }, (_, day) => {
        const number = at + day + 1;
        return number >= 1 && number <= days ? new Date(year, month, number) : undefined;
      }),
    );
  return weeks;
}

const key = (day: Date) =>
  `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;

function MonthTable({ month, items }: { month: Month; items: readonly Shown[] }) {
  const words = eventsWords();
  const today = key(new Date());
  const byDay = new Map<string, Shown[]>();
  for (const one of items) {
    const day = dayOf(one.occurrence.start);
    byDay.set(day, [...(byDay.get(day) ?? []), one]);
  }
  return (
    <table class="month">
      <caption aria-live="polite">{monthName(new Date(month.year, month.month, 1))}</caption>
      <thead>
        <tr>
          {words.weekdays.map((day) => (
            <th key={day} scope="col">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week, index) => (
          <tr key={index}>
            {week.map((day, place) => (
              <td key={place} class={day && key(day) === today ? 'month__today' : undefined}>
                {day && <Day day={day} shown={byDay.get(key(day)) ?? []} isToday={key(day) === today} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, shown, isToday }: { day: Date; shown: readonly Shown[]; isToday: boolean }) {
  const words = eventsWords();
  return (
    <>
      <span class="month__day num">
        <span aria-hidden="true">{day.getDate()}</span>
        <span class="sr">
          {date(day)}
          {isToday && `, ${words.today}`}
        </span>
      </span>
      {shown.length > 0 && (
        <ul class="month__events">
          {shown.map(({ occurrence, event }) => {
            const title = inReadersLanguage(event.details?.title);
            return (
              <li key={occurrence.occurrenceId}>
                <a href={`/events/${occurrence.occurrenceId}`}>
                  <span class="num">{occurrence.start.slice(11)}</span>{' '}
                  <span class="month__title" dir="auto" lang={title.lang}>
                    {title.words}
                  </span>
                  {occurrence.cancelled && <span class="month__title"> ({words.cancelled})</span>}
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
