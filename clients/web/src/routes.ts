import type { ComponentType } from 'preact';
import { chatRoutes } from './chats/routes.ts';
import { pageRoutes } from './pages/routes.ts';
import { match } from './router.ts';

/** Which entry of the navigation a page belongs to. */
export type Destination = 'home' | 'chats' | 'asks' | 'events' | 'more';

/** A page fills the frame's content and has one `<Title>`. Parameters are the parts of its address. */
export type Page = ComponentType<{ params: Record<string, string> }>;

export interface Route {
  /** "/channel/:channel" */
  path: string;
  page: Page;
  /** Absent for pages that stand outside the frame and ask for no signing in. */
  at?: Destination;
  /** A list that stays beside the page where there is room for both. */
  beside?: Page;
  /** The page fills the screen and scrolls within, as a conversation does. */
  fills?: true;
}

const routes: readonly Route[] = [...chatRoutes, ...pageRoutes];

export function findRoute(address: string): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    const params = match(route.path, address);
    if (params) return { route, params };
  }
  return undefined;
}
