import { pagesWords } from '../../words/pages/pages.ts';
import { Act } from './act.tsx';
import type { Paged } from './fetched.tsx';

/** The next page of a list, when there is one. */
export function MoreButton({ paged }: { paged: Paged<unknown> }) {
  const words = pagesWords();
  if (!paged.data?.next) return null;
  return (
    <div class="actions">
      <Act words={words.showMore} busy={words.fetching} run={paged.more} />
    </div>
  );
}
