import type { TimesWords } from '../times.ts';

export const times: TimesWords = {
  days: ['Dydd Sul', 'Dydd Llun', 'Dydd Mawrth', 'Dydd Mercher', 'Dydd Iau', 'Dydd Gwener', 'Dydd Sadwrn'],
  months: 'Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr'.split(' '),
  today: 'Heddiw',
  yesterday: 'Ddoe',
  todayAt: (clock: string) => `heddiw ${clock}`,
  yesterdayAt: (clock: string) => `ddoe ${clock}`,
  dayAt: (day: string, clock: string) => `${day}, ${clock}`,
  justNow: 'nawr',
};
