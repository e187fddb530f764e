import type { Message } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { channelWords } from '../words/channel.ts';
import type { ChannelModel } from './channel_model.ts';
import { Moderation } from './moderation_door.tsx';

/** That a message was changed; for moderators the way to what it said before. */
export function EditedMark({ model, message }: { model: ChannelModel; message: Message }) {
  const words = channelWords();
  const [open, setOpen] = useState(false);
  if (!model.moderates.value) return <p class="msg__edited">{words.edited}</p>;
  return (
    <p class="msg__edited">
      <button type="button" class="chip chip--link" onClick={() => setOpen(true)}>
        {words.seeEdits}
      </button>
      {open && <Moderation what="history" model={model} message={message} onClose={() => setOpen(false)} />}
    </p>
  );
}
