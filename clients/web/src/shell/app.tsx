import { useEffect } from 'preact/hooks';
import { session as currentSession, followAccountLanguage, SessionProvider } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { go, path, place } from '../router.ts';
import { findRoute, type Route } from '../routes.ts';
import { shellWords } from '../words/shell.ts';
import { Boundary } from './boundary.tsx';
import { LineBanner } from './line_banner.tsx';
import { Navigation } from './navigation.tsx';

/** The page of the present address, within the frame, for whoever is signed in. */
export function App() {
  const session = currentSession.value;
  const line = session.connection.state.value;
  const found = findRoute(path.value);
  const open = found !== undefined && !found.route.at;
  const mustSignIn = line.kind === 'stopped' && line.signedOut && !open;
  useEffect(() => {
    // After signing in one goes on to where one wanted to be.
    if (mustSignIn) go(`/sign-in#${place.value.path}`, 'replace');
  }, [mustSignIn]);
  useEffect(() => {
    if (!session.overview.loaded.value) return;
    const timer = setTimeout(() => {
      void import('./followed.ts').then(
        (followed) => followed.default(session),
        () => {},
      );
    }, 2000);
    return () => clearTimeout(timer);
  }, [session, session.overview.loaded.value]);
  useEffect(() => followAccountLanguage(session), [session, session.overview.me.value?.language]);
  if (mustSignIn) return null;
  return (
    <SessionProvider value={session}>
      {found && open ? (
        <Boundary key={path.value}>
          <found.route.page params={found.params} />
        </Boundary>
      ) : (
        <Framed found={found} />
      )}
    </SessionProvider>
  );
}

function Framed({ found }: { found: { route: Route; params: Record<string, string> } | undefined }) {
  const { fills, beside: Beside } = found?.route ?? {};
  return (
    <>
      <a class="skip" href="#main">
        {shellWords().skip}
      </a>
      <div class={`app${Beside ? ' app--list' : ''}${fills ? ' app--chat' : ''}`}>
        <Navigation at={found?.route.at} />
        {found && Beside && <Beside params={found.params} />}
        <main class="main" id="main" tabIndex={-1}>
          {!fills && <LineBanner />}
          <Boundary key={path.value}>{found ? <found.route.page params={found.params} /> : <NotFound />}</Boundary>
        </main>
      </div>
    </>
  );
}

function NotFound() {
  const words = shellWords();
  return (
    <div class="page">
      <Title text={words.notFoundTitle} />
      <p>{words.notFound}</p>
      <div class="actions">
        <a class="btn btn--go" href="/chats">
          {words.toChats}
        </a>
      </div>
    </div>
  );
}
