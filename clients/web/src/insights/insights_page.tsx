import { InsightsService, type ListInsightsScopesResponse } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { SelectField } from '../pages/parts/select_field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { insightsWords } from '../words/insights.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { date, fromMicros } from '../words/times.ts';
import { Report } from './report.tsx';
import { type By, quarterWords, wireBy } from './wording.ts';

/** What the Asks of a Hub, a Place or the whole programme tell together: for Organisers and administrators. */
export default function InsightsPage({ params }: { params: Record<string, string> }) {
  const words = insightsWords();
  const scopes = useFetched('scopes', ({ connection }) =>
    connection.call(InsightsService.method.listInsightsScopes, {}),
  );
  const hub = scopes.data?.hubs.find(({ hubId }) => hubId === params.hub);
  return (
    <div class="page page--wide">
      <header class="stack stack--s">
        {hub ? (
          <BackTo href={`/hub/${hub.hubId}`} words={hub.name} />
        ) : (
          <BackTo href="/more" words={settingsWords().more} />
        )}
        <Title text={words.insights} />
        <p class="soft">{words.intro}</p>
      </header>
      <Showing fetched={scopes} loading={words.fetching}>
        {(found) => <Choose key={params.hub} scopes={found} hubId={params.hub ?? ''} />}
      </Showing>
      <details class="insights__table">
        <summary>{words.how}</summary>
        <div class="stack stack--s">
          <p>{words.howQuarter}</p>
          <p>{words.howFew}</p>
          <p>{words.howPrivate}</p>
        </div>
      </details>
    </div>
  );
}

function Choose({ scopes, hubId }: { scopes: ListInsightsScopesResponse; hubId: string }) {
  const words = insightsWords();
  const { quarters, hubs, places, wholeProgramme } = scopes;
  const [where, setWhere] = useState(hubId ? `hub ${hubId}` : wholeProgramme ? '' : `hub ${hubs[0]?.hubId}`);
  const [theme, setTheme] = useState('');
  const [by, setBy] = useState<By>('quarter');
  const newest = quarters.length - 1;
  const [from, setFrom] = useState(Math.max(0, newest - 3));
  const [to, setTo] = useState(newest);
  const next = date(fromMicros(scopes.nextAtUs));
  if (newest < 0)
    return (
      <div class="card empty">
        <Icon name="clock" />
        <p class="strong">{words.noneYet}</p>
        <p class="soft small">{words.noneYetHint(next)}</p>
      </div>
    );
  const [kind, id = ''] = where.split(' ');
  // One Theme is not split any further: that would be too few people each.
  const bys = (Object.keys(words.bys) as By[]).filter(
    (one) => (kind !== 'hub' || (one !== 'hub' && one !== 'place')) && (!theme || (one !== 'theme' && one !== 'month')),
  );
  const shownBy = bys.includes(by) ? by : 'quarter';
  const request = {
    hubId: kind === 'hub' ? id : '',
    placeId: kind === 'place' ? id : '',
    theme,
    fromMonth: quarters[from]?.fromMonth ?? '',
    toMonth: quarters[to]?.toMonth ?? '',
    by: wireBy[shownBy],
  };
  const quarterChoices = quarters.map(({ fromMonth }, at) => ({ value: String(at), words: quarterWords(fromMonth) }));
  return (
    <>
      <section class="insights__choose" aria-label={words.where}>
        {(wholeProgramme || hubs.length > 1) && (
          <SelectField
            id="insights-where"
            label={words.where}
            value={where}
            choose={setWhere}
            of={[
              ...(wholeProgramme ? [{ value: '', words: words.programme }] : []),
              ...places.map(({ placeId, name }) => ({ value: `place ${placeId}`, words: words.placeNamed(name) })),
              ...hubs.map((hub) => ({ value: `hub ${hub.hubId}`, words: words.hubNamed(hub.name) })),
            ]}
          />
        )}
        <SelectField
          id="insights-theme"
          label={words.theme}
          value={theme}
          choose={setTheme}
          of={[
            { value: '', words: words.allThemes },
            ...Object.entries(settingsWords().themeNames).map(([value, name]) => ({ value, words: name })),
          ]}
        />
        <SelectField
          id="insights-from"
          label={words.from}
          value={String(from)}
          choose={(value) => {
            setFrom(Number(value));
            setTo(Math.max(to, Number(value)));
          }}
          of={quarterChoices}
        />
        <SelectField
          id="insights-to"
          label={words.to}
          value={String(to)}
          choose={(value) => {
            setTo(Number(value));
            setFrom(Math.min(from, Number(value)));
          }}
          of={quarterChoices}
        />
        <SelectField
          id="insights-by"
          label={words.by}
          value={shownBy}
          choose={(value) => setBy(value as By)}
          of={bys.map((value) => ({ value, words: words.bys[value] }))}
        />
      </section>
      <Report request={request} by={shownBy} />
      <p class="soft small">{words.next(next)}</p>
    </>
  );
}
