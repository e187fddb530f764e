import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { withStyles } from './late_styles.ts';

/**
 * A part of a page that is fetched when it is first needed. Until then, and where it cannot be had, there is nothing.
 *
 * @param missing it cannot be had just now
 */
export function lazyPart<Props extends object>(
  fetchPart: () => Promise<{ default: ComponentType<Props> }>,
  missing: (props: Props) => void = () => {},
): ComponentType<Props> {
  let fetched: ComponentType<Props> | undefined;
  return function LazyPart(props: Props) {
    const [, drawAgain] = useState(0);
    useEffect(() => {
      if (fetched) return;
      withStyles(fetchPart()).then(
        (module) => {
          fetched = module.default;
          drawAgain((count) => count + 1);
        },
        () => missing(props),
      );
    }, []);
    const Fetched = fetched;
    return Fetched ? <Fetched {...props} /> : null;
  };
}
