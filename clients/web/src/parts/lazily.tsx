import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../routes.ts';
import { shellWords } from '../words/shell.ts';
import { withStyles } from './late_styles.ts';
import { Loading } from './loading.tsx';
import { Title } from './title.tsx';

/** A page that is fetched when it is first opened. The default export of its file is the page. */
export function lazily(fetchPage: () => Promise<{ default: Page }>): Page {
  let fetched: Page | undefined;
  return function LazyPage({ params }) {
    const [missing, setMissing] = useState(false);
    const [, drawAgain] = useState(0);
    const fetchIt = () => {
      setMissing(false);
      withStyles(fetchPage()).then(
        (module) => {
          fetched = module.default;
          drawAgain((count) => count + 1);
        },
        () => setMissing(true),
      );
    };
    useEffect(() => {
      if (!fetched) fetchIt();
    }, []);
    const Fetched = fetched;
    if (Fetched) return <Fetched params={params} />;
    const words = shellWords();
    if (!missing)
      return (
        <div class="page">
          <Loading words={words.loading} />
        </div>
      );
    return (
      <div class="page">
        <Title text={words.needsConnection} />
        <p>{words.partMissing}</p>
        <div class="actions">
          <button type="button" class="btn btn--go" onClick={fetchIt}>
            {words.tryAgain}
          </button>
        </div>
      </div>
    );
  };
}
