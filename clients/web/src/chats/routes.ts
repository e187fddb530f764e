import { lazily } from '../parts/lazily.tsx';
import type { Route } from '../routes.ts';
import { ChannelPage } from './channel.tsx';
import { Chats, ChatsBeside } from './chats.tsx';
import { Home } from './home.tsx';

/** Home and the conversations: what is needed at once comes with the first download. */
export const chatRoutes: readonly Route[] = [
  { path: '/', at: 'home', page: Home },
  { path: '/chats', at: 'chats', page: Chats },
  { path: '/channel/:channel', at: 'chats', page: ChannelPage, beside: ChatsBeside, fills: true },
  {
    path: '/channel/:channel/about',
    at: 'chats',
    page: lazily(() => import('./about/channel_about.tsx')),
    beside: ChatsBeside,
  },
  { path: '/channel/:channel/:seq', at: 'chats', page: ChannelPage, beside: ChatsBeside, fills: true },
];
