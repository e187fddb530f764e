/** The wall time at which something ends that begins on a day at a time; an end before that is on the next day. */
export function endAfter(date: string, from: string, to: string): string {
  if (to > from) return `${date}T${to}`;
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return `${next.toISOString().slice(0, 10)}T${to}`;
}
