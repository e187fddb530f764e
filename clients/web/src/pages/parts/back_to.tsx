import { Icon } from '../../parts/icon.tsx';

/** The page above, by its name. */
export function BackTo({ href, words }: { href: string; words: string }) {
  return (
    <a class="back" href={href}>
      <Icon name="back" small turn />
      <span dir="auto">{words}</span>
    </a>
  );
}
