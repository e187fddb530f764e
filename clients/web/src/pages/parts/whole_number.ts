/** What somebody wrote as a number from `least` to `most`; undefined when it is none. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  if (!/^\s*\d{1,9}\s*$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}
