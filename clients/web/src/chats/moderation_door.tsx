import type { Message } from '@ourplace/sdk';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toast } from '../parts/toast.tsx';
import { shellWords } from '../words/shell.ts';
import type { ChannelModel } from './channel_model.ts';

export interface ModerationProps {
  what: 'remove' | 'history';
  model: ChannelModel;
  message: Message;
  onClose: () => void;
}

let fetched: ComponentType<ModerationProps> | undefined;

/** The dialogs of moderators, which most people never fetch. */
export function Moderation(props: ModerationProps) {
  const [, drawAgain] = useState(0);
  useEffect(() => {
    if (fetched) return;
    import('./moderation.tsx').then(
      (module) => {
        fetched = module.ModerationDialog;
        drawAgain(1);
      },
      () => {
        toast({ words: shellWords().needsConnection });
        props.onClose();
      },
    );
  }, []);
  const Dialog = fetched;
  return Dialog ? <Dialog {...props} /> : null;
}
