import {
  ExportInsightsRequest_Table as CsvTable,
  type GetInsightsResponse,
  type InsightsBy,
  type InsightsEndings,
  type InsightsLoad,
  type InsightsOutcome,
  InsightsService,
  Language,
} from '@ourplace/sdk';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Icon } from '../parts/icon.tsx';
import { insightsWords } from '../words/insights.ts';
import { Bars, type CsvOf, Download, Table } from './bars.tsx';
import { type By, bandWords, figureWords, isWhole, minutesWords, rowWords } from './wording.ts';

interface Request {
  hubId: string;
  placeId: string;
  theme: string;
  fromMonth: string;
  toMonth: string;
  by: InsightsBy;
}

/** Every table of one choice. */
export function Report({ request, by }: { request: Request; by: By }) {
  const words = insightsWords();
  const fetched = useFetched(Object.values(request).join(' '), ({ connection }) =>
    connection.call(InsightsService.method.getInsights, request),
  );
  const csv =
    (table: CsvTable): CsvOf =>
    async ({ connection }) =>
      (await connection.call(InsightsService.method.exportInsights, { insights: request, table })).csv;
  return (
    <Showing fetched={fetched} loading={words.fetching}>
      {(found) => (
        <div class="stack insights">
          <Glance report={found} />
          {isNothing(found) ? (
            <div class="card empty">
              <Icon name="asks" />
              <p class="strong">{words.nothing}</p>
              <p class="soft small">{words.nothingHint}</p>
            </div>
          ) : (
            <>
              <Breakdown report={found} by={by} csv={csv(CsvTable.ROWS)} />
              {found.endings && <Endings endings={found.endings} csv={csv(CsvTable.ENDINGS)} />}
              {found.load && <Load load={found.load} csv={csv(CsvTable.LOAD)} />}
            </>
          )}
          <Outcomes outcomes={found.outcomes} csv={csv(CsvTable.OUTCOMES)} />
        </div>
      )}
    </Showing>
  );
}

function isNothing({ total }: GetInsightsResponse): boolean {
  return isWhole(total?.asked) && total?.asked?.count === 0;
}

function Glance({ report }: { report: GetInsightsResponse }) {
  const words = insightsWords();
  const { total, waiting } = report;
  const figures = [
    { name: words.asked, said: figureWords(total?.asked) },
    { name: words.answered, said: figureWords(total?.answered) },
    { name: words.unanswered, said: figureWords(total?.unanswered) },
    { name: words.stories, said: String(total?.stories ?? 0) },
  ];
  const half = minutesWords(total?.halfWithinMinutes ?? 0);
  return (
    <section class="card" aria-labelledby="glance">
      <h2 class="card__title" id="glance">
        {words.atAGlance}
      </h2>
      <dl class="insights__key">
        {figures.map(
          ({ name, said }) =>
            said && (
              <div key={name}>
                <dt>{name}</dt>
                <dd class={/^\d+$/.test(said) ? 'insights__big' : ''}>{said}</dd>
              </div>
            ),
        )}
      </dl>
      <p>
        {half
          ? `${words.half(half)} ${words.nineOfTen(minutesWords(total?.nineOfTenWithinMinutes ?? 0))}`
          : words.noTimes}
      </p>
      <p>{words.waiting(words.asks(bandWords(waiting?.asks)), minutesWords(waiting?.longestMinutes ?? 0))}</p>
    </section>
  );
}

function Breakdown({ report, by, csv }: { report: GetInsightsResponse; by: By; csv: CsvOf }) {
  const words = insightsWords();
  const title = words.asksBy[by];
  const hasAnswers = report.rows.some(({ answered }) => figureWords(answered) !== '');
  return (
    <section class="card" aria-labelledby="breakdown">
      <h2 class="card__title" id="breakdown">
        {title}
      </h2>
      <Bars
        label={title}
        of={report.rows.map((row) => ({
          key: row.key,
          label: rowWords(by, row),
          figure: row.asked,
          note: row.goesUnmet && words.unmetTag,
        }))}
      />
      <Table
        caption={title}
        head={[
          words.firstColumn[by],
          words.asked,
          ...(hasAnswers ? [words.answered, words.unanswered] : []),
          words.halfWithin,
          words.nineWithin,
          words.unmet,
          words.stories,
        ]}
        rows={report.rows.map((row) => ({
          key: row.key,
          cells: [
            rowWords(by, row),
            figureWords(row.asked),
            ...(hasAnswers ? [figureWords(row.answered), figureWords(row.unanswered)] : []),
            minutesWords(row.halfWithinMinutes) || '–',
            minutesWords(row.nineOfTenWithinMinutes) || '–',
            row.goesUnmet ? words.yes : '–',
            row.stories,
          ],
        }))}
      />
      <Download about={title} name={by} fetchCsv={csv} />
    </section>
  );
}

function Endings({ endings, csv }: { endings: InsightsEndings; csv: CsvOf }) {
  const words = insightsWords();
  const names = [
    'helped',
    'helpedPartly',
    'notHelped',
    'closedByOrganiser',
    'withdrawn',
    'stillOpen',
    'handedOver',
    'cameToOrganisers',
  ] as const;
  return (
    <section class="card" aria-labelledby="endings">
      <h2 class="card__title" id="endings">
        {words.endings}
      </h2>
      <p class="soft small">{words.endingsHint}</p>
      <Bars label={words.endings} of={names.map((key) => ({ key, label: words[key], figure: endings[key] }))} />
      <Table
        caption={words.endings}
        head={[words.ending, words.asked]}
        rows={names.map((key) => ({ key, cells: [words[key], figureWords(endings[key])] }))}
      />
      <Download about={words.endings} name="endings" fetchCsv={csv} />
    </section>
  );
}

/** Up to these the Asks are shared evenly, and with some difference. */
const evenPercent = 30;
const unevenPercent = 55;

function Load({ load, csv }: { load: InsightsLoad; csv: CsvOf }) {
  const words = insightsWords();
  const { giniPercent, shares, named } = load;
  if (shares.length === 0)
    return (
      <section class="card" aria-labelledby="load">
        <h2 class="card__title" id="load">
          {words.load}
        </h2>
        <p class="soft">{words.noLoad}</p>
      </section>
    );
  return (
    <section class="card" aria-labelledby="load">
      <h2 class="card__title" id="load">
        {words.load}
      </h2>
      {giniPercent !== undefined && (
        <p>
          {giniPercent <= evenPercent ? words.fair : giniPercent <= unevenPercent ? words.lessFair : words.unfair}{' '}
          <span class="soft small">{words.gini(giniPercent)}</span>
        </p>
      )}
      <ul class="bars" aria-label={words.load}>
        {shares.map(({ tookUp, champions }) => (
          <li key={bandWords(tookUp)}>
            <span>{words.asks(bandWords(tookUp))}</span>
            <span class="num strong">{words.champions(champions)}</span>
            <svg class="bars__bar" aria-hidden="true" width="100%" height="14">
              <rect
                class="bars__full"
                width={`${(champions / Math.max(1, load.champions)) * 100}%`}
                height="14"
                rx="3"
              />
              <line class="bars__ground" x1="0" x2="100%" y1="13.5" y2="13.5" />
            </svg>
          </li>
        ))}
      </ul>
      <Table
        caption={words.load}
        head={named.length > 0 ? [words.champion, words.tookUp] : [words.tookUp, words.howMany]}
        rows={
          named.length > 0
            ? named.map(({ memberId, name, tookUp }) => ({ key: memberId, cells: [name, bandWords(tookUp)] }))
            : shares.map(({ tookUp, champions }) => ({
                key: bandWords(tookUp),
                cells: [bandWords(tookUp), champions],
              }))
        }
      />
      <Download about={words.load} name="load" fetchCsv={csv} />
    </section>
  );
}

function Outcomes({ outcomes, csv }: { outcomes: readonly InsightsOutcome[]; csv: CsvOf }) {
  const words = insightsWords();
  return (
    <section class="card" aria-labelledby="outcomes">
      <h2 class="card__title" id="outcomes">
        {words.outcomes}
      </h2>
      {outcomes.length === 0 ? (
        <>
          <p class="strong">{words.noOutcomes}</p>
          <p class="soft small">{words.noOutcomesHint}</p>
        </>
      ) : (
        <>
          <p class="soft small">{words.outcomesHint}</p>
          <ul class="insights__words">
            {outcomes.map(({ storyId, title, whatChanged, language }) => (
              <li key={storyId} lang={language === Language.CY ? 'cy' : 'en'}>
                <blockquote dir="auto">{whatChanged}</blockquote>
                <a href={`/stories/${storyId}`} dir="auto">
                  {title}
                </a>
              </li>
            ))}
          </ul>
          <Download about={words.outcomes} name="outcomes" fetchCsv={csv} />
        </>
      )}
    </section>
  );
}
