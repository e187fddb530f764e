/** Styles that only some pages need come with these pages, so that the first visit does not wait for them. */
export function addStyles(href: string): void {
  if ([...document.styleSheets].some((sheet) => sheet.href?.endsWith(href))) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
}
