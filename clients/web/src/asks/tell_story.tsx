import { type Ask, AskPart, AskService, type Connection } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { go } from '../router.ts';
import { askWords } from '../words/asks.ts';

/** Makes the draft, the same one each time, and opens it to be written on. */
export async function tellAsStory(connection: Connection, askId: string): Promise<void> {
  const { storyId } = await connection.call(AskService.method.tellAsStory, { askId });
  go(`/stories/${storyId}/edit`);
}

/** Offered to whoever asked, once the Ask is done. */
export function TellStory({ ask }: { ask: Ask }) {
  const { connection } = useSession();
  const words = askWords();
  if (ask.myPart !== AskPart.ASKER) return null;
  return (
    <>
      <p class="soft small">{words.storyHint}</p>
      <div class="actions">
        <Act small words={words.tellStory} busy={words.tellingStory} run={() => tellAsStory(connection, ask.askId)} />
      </div>
    </>
  );
}
