import { type Ask, AskService } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { askWords } from '../words/asks.ts';
import { useAsks } from './model.ts';

/** It cannot be undone, and so it is asked again. */
export function Withdraw({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = askWords();
  const withdraw = async () => {
    const done = await connection.call(AskService.method.withdrawAsk, { askId: ask.askId });
    if (done.ask) asks.put(done.ask);
    onClose();
  };
  return (
    <Dialog title={words.withdrawTitle} onClose={onClose}>
      <p>{words.withdrawHint}</p>
      <div class="actions">
        <Act kind="harm" words={words.withdraw} busy={words.withdrawing} run={withdraw} />
        <button type="button" class="btn" onClick={onClose}>
          {words.withdrawKeep}
        </button>
      </div>
    </Dialog>
  );
}
