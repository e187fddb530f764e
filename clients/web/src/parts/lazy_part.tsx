import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of a page that is fetched once the page stands. Until then, and where it cannot be had, there is nothing. */
export function lazyPart(fetchPart: () => Promise<{ default: ComponentType }>): ComponentType {
  let fetched: ComponentType | undefined;
  return function LazyPart() {
    const [, drawAgain] = useState(0);
    useEffect(() => {
      if (fetched) return;
      fetchPart().then(
        (module) => {
          fetched = module.default;
          drawAgain((count) => count + 1);
        },
        () => {},
      );
    }, []);
    const Fetched = fetched;
    return Fetched ? <Fetched /> : null;
  };
}
