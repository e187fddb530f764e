import { channelWords } from '../words/channel.ts';
import type { ChannelModel } from './channel_model.ts';

/** Who is writing. Seen, and not read out: it would talk all the time. */
export function TypingLine({ model }: { model: ChannelModel }) {
  const words = channelWords();
  const names = [...(model.session.typing.value.get(model.channelId)?.values() ?? [])];
  const [one, other] = names;
  let line = '';
  if (names.length > 2) line = words.severalWriting;
  else if (one !== undefined && other !== undefined) line = words.twoWriting(one, other);
  else if (one !== undefined) line = words.isWriting(one);
  return (
    <p class="typing">
      <span dir="auto">{line}</span>
    </p>
  );
}
