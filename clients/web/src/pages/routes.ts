import type { Route } from '../routes.ts';

/** Everything but the chats. Pages are fetched when they are first opened: `page: lazily(() => import('./directory.tsx'))`. */
export const pageRoutes: readonly Route[] = [];
