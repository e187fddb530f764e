import type { Message } from '@ourplace/sdk';
import { lazyPart } from '../parts/lazy_part.tsx';
import { toast } from '../parts/toast.tsx';
import { shellWords } from '../words/shell.ts';
import type { ChannelModel } from './channel_model.ts';

export interface ModerationProps {
  what: 'remove' | 'history';
  model: ChannelModel;
  message: Message;
  onClose: () => void;
}

/** The dialogs of moderators, which most people never fetch. */
export const Moderation = lazyPart<ModerationProps>(
  () => import('./moderation.tsx'),
  ({ onClose }) => {
    toast({ words: shellWords().needsConnection });
    onClose();
  },
);
