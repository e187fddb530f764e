import type { Message } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { toast } from '../parts/toast.tsx';
import { channelWords } from '../words/channel.ts';
import { type ChannelModel, reactedWith } from './channel_model.ts';
import { Moderation } from './moderation_door.tsx';
import { allReactions, reactOrSay } from './reactions.tsx';

/** ⋮ beside a message: always there, so that nothing hangs on a long press. */
export function MessageMenu({ model, message, mine }: { model: ChannelModel; message: Message; mine: boolean }) {
  const words = channelWords();
  const [reacting, setReacting] = useState(false);
  const [askingWhy, askWhy] = useState(false);

  const reactionItems = (): MenuItem[] => [
    ...allReactions.map(
      (reaction): MenuItem => ({
        words: words.reactions[reaction],
        icon: 'heart',
        checked: reactedWith(message, reaction, model.me.value),
        run: () => reactOrSay(model, message, reaction),
      }),
    ),
    { words: words.reactionsBack, icon: 'back', stays: true, run: () => setReacting(false) },
  ];
  const items = (): MenuItem[] => {
    const all: MenuItem[] = [];
    const mayPost = model.mayPost.value;
    if (mayPost) {
      all.push({ words: words.reply, icon: 'reply', run: () => reply(model, message) });
      all.push({ words: words.react, icon: 'heart', stays: true, run: () => setReacting(true) });
      all.push({ words: words.quote, icon: 'quote', run: () => quote(model, message) });
    }
    if (mayPost && mine) all.push({ words: words.edit, icon: 'edit', run: () => edit(model, message) });
    all.push({ words: words.copyLink, icon: 'link', run: () => void copyLink(model, message) });
    if (mine) all.push({ words: words.remove, icon: 'bin', harm: true, run: () => removeOwn(model, message.seq) });
    else if (model.moderates.value) all.push({ words: words.remove, icon: 'bin', harm: true, run: () => askWhy(true) });
    return all;
  };
  return (
    <>
      <Menu
        label={words.more}
        buttonClass="btn btn--icon btn--quiet msg__more"
        button={
          <>
            <Icon name="dots" small />
            <span class="sr">{words.more}</span>
          </>
        }
        items={reacting ? reactionItems : items}
        onClosed={() => setReacting(false)}
      />
      {askingWhy && <Moderation what="remove" model={model} message={message} onClose={() => askWhy(false)} />}
    </>
  );
}

function reply(model: ChannelModel, message: Message): void {
  model.replyTo.value = message;
  model.insert.value = { text: '' };
}

function quote(model: ChannelModel, message: Message): void {
  const lines = message.body.split('\n').map((line) => `> ${line}`);
  model.insert.value = { text: `${lines.join('\n')}\n` };
}

function edit(model: ChannelModel, message: Message): void {
  model.editing.value = message.seq;
}

async function copyLink(model: ChannelModel, message: Message): Promise<void> {
  const words = channelWords();
  try {
    await navigator.clipboard.writeText(`${location.origin}/channel/${model.channelId}/${message.seq}`);
    toast({ words: words.linkCopied });
  } catch {
    toast({ words: words.linkNotCopied });
  }
}

/** Gone at once, and for ten seconds one can think again. */
function removeOwn(model: ChannelModel, seq: bigint): void {
  const words = channelWords();
  model.hide(seq);
  // Its button goes with it; the tombstone takes the focus.
  document.getElementById(`m${seq}`)?.focus({ preventScroll: true });
  toast({
    words: words.messageDeleted,
    action: { words: words.undo, run: () => model.show(seq) },
    onGone: () => {
      model.remove(seq, '').catch(() => toast({ words: words.notDeleted }));
    },
  });
}
