import late from '../styles/late.css?url';

const asked = new Map<string, Promise<void>>();

/** Styles that only some pages need come with these pages, so that the first visit does not wait for them. */
export function addStyles(href: string): Promise<void> {
  let there = asked.get(href);
  if (!there) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    there = new Promise((resolve) => {
      link.onload = () => resolve();
      // Without them it can still be read, and the next part asks again.
      link.onerror = () => {
        asked.delete(href);
        link.remove();
        resolve();
      };
    });
    asked.set(href, there);
    document.head.append(link);
  }
  return there;
}

/** What is fetched, once the styles are there that all such parts share. */
export async function withStyles<Part>(part: Promise<Part>): Promise<Part> {
  const [fetched] = await Promise.all([part, addStyles(late)]);
  return fetched;
}
