import { type Message, Reaction } from '@ourplace/sdk';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.tsx';
import { channelWords } from '../words/channel.ts';
import { type ChannelModel, reactedWith } from './channel_model.ts';

export const allReactions = [
  Reaction.THANKS,
  Reaction.SAME_HERE,
  Reaction.GOOD_IDEA,
  Reaction.WELL_DONE,
  Reaction.THINKING_OF_YOU,
] as const;

/** Words with a count; a press adds or takes back one's own. */
export function Reactions({ model, message }: { model: ChannelModel; message: Message }) {
  const words = channelWords();
  // A later server may know words that this build does not.
  const known = message.reactions.filter((count) => words.reactions[count.reaction]);
  if (known.length === 0) return null;
  return (
    <div class="reacts">
      {known.map((count) => {
        const mine = reactedWith(message, count.reaction, model.me.value);
        return (
          <button
            key={count.reaction}
            type="button"
            class="chip"
            aria-pressed={mine}
            aria-label={words.reactionCount(words.reactions[count.reaction], count.memberIds.length)}
            onClick={() => reactOrSay(model, message, count.reaction)}
          >
            {mine && <Icon name="tick" small />}
            {words.reactions[count.reaction]} <span class="num">{count.memberIds.length}</span>
          </button>
        );
      })}
    </div>
  );
}

export function reactOrSay(model: ChannelModel, message: Message, reaction: Reaction): void {
  model.react(message, reaction).catch(() => toast({ words: channelWords().notReacted }));
}
