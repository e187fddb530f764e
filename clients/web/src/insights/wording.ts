import { type InsightsBand, InsightsBy, type InsightsFigure, InsightsFigure_Kind as Kind } from '@ourplace/sdk';
import { insightsWords } from '../words/insights.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { monthName } from '../words/times.ts';

/** Fewer people than this are not counted out. */
const fewestCounted = 5;

export type By = keyof ReturnType<typeof insightsWords>['bys'];
export const wireBy: Record<By, InsightsBy> = {
  quarter: InsightsBy.QUARTER,
  month: InsightsBy.MONTH,
  theme: InsightsBy.THEME,
  hub: InsightsBy.HUB,
  place: InsightsBy.PLACE,
};

/** A number, or why there is none; empty where the table has none. */
export function figureWords(figure: InsightsFigure | undefined): string {
  const words = insightsWords();
  switch (figure?.kind) {
    case Kind.SHOWN:
      return String(figure.count);
    case Kind.AT_LEAST:
      return words.atLeast(figure.count);
    case Kind.FEWER_THAN_FIVE:
      return words.fewerThan(fewestCounted);
    case Kind.NOT_SHOWN:
      return words.notShown;
    default:
      return '';
  }
}

export const isWhole = (figure: InsightsFigure | undefined) => figure?.kind === Kind.SHOWN;

export function bandWords(band: InsightsBand | undefined): string {
  const words = insightsWords();
  const { least, most } = band ?? { least: 0, most: 4 };
  if (most === 0) return words.orMore(least);
  return least === 0 ? words.fewerThan(most + 1) : words.fromTo(least, most);
}

/** "3 hours"; empty for none. */
export function minutesWords(minutes: number): string {
  const words = insightsWords();
  if (minutes === 0) return '';
  if (minutes < 60) return words.minutes(minutes);
  return minutes < 24 * 60 ? words.hours(Math.floor(minutes / 60)) : words.days(Math.floor(minutes / (24 * 60)));
}

/** "2026-07" as "July 2026". */
export function monthWords(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthName(new Date(year, number - 1, 1));
}

/** The quarter from this month: "July to September 2026". */
export function quarterWords(fromMonth: string): string {
  const [year = 0, number = 1] = fromMonth.split('-').map(Number);
  const first = monthName(new Date(year, number - 1, 1)).replace(` ${year}`, '');
  return insightsWords().quarter(first, monthName(new Date(year, number + 1, 1)));
}

export function themeWords(theme: string): string {
  const names: Record<string, string> = settingsWords().themeNames;
  return names[theme] ?? insightsWords().noTheme;
}

/** What a row is called; names of Hubs and Places are people's own. */
export function rowWords(by: By, row: { key: string; name: string }): string {
  if (by === 'quarter') return quarterWords(row.key);
  if (by === 'month') return monthWords(row.key);
  return by === 'theme' ? themeWords(row.key) : row.name;
}
