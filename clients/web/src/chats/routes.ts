import type { Route } from '../routes.ts';
import { Chats } from './chats.tsx';
import { Home } from './home.tsx';

/** Home and the conversations: what is needed at once comes with the first download. */
export const chatRoutes: readonly Route[] = [
  { path: '/', at: 'home', page: Home },
  { path: '/chats', at: 'chats', page: Chats },
];
