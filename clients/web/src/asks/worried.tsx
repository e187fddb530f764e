import { SafeguardingService } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { adapters, useSession } from '../account.ts';
import { useFetched } from '../pages/parts/fetched.tsx';
import { FormBox, TextField } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { fromMicros, moment } from '../words/times.ts';
import { worriedWords } from '../words/worried.ts';
import { Signposts } from './signposts.tsx';

/** Beside the way out: opens at once, without the network. */
export function Worried({ askId }: { askId: string }) {
  const words = worriedWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="btn btn--s worried" onClick={() => setOpen(true)}>
        <Icon name="heart" />
        {words.worried}
      </button>
      {open && <WorriedDialog askId={askId} onClose={() => setOpen(false)} />}
    </>
  );
}

function WorriedDialog({ askId, onClose }: { askId: string; onClose: () => void }) {
  const words = worriedWords();
  const [toldBy, setToldBy] = useState<Date>();
  return (
    <Dialog title={words.title} onClose={onClose}>
      {toldBy ? (
        <div role="status" class="stack stack--s">
          <p class="note note--moss">
            <Icon name="tick" />
            <span>{words.told(moment(toldBy))}</span>
          </p>
          <p>{words.after}</p>
        </div>
      ) : (
        <p>{words.intro}</p>
      )}
      <Signposts>{!toldBy && <Tell askId={askId} told={setToldBy} />}</Signposts>
      <div class="actions">
        <button type="button" class="btn" onClick={onClose}>
          {toldBy ? words.done : words.back}
        </button>
      </div>
    </Dialog>
  );
}

function Tell({ askId, told }: { askId: string; told: (by: Date) => void }) {
  const { connection } = useSession();
  const words = worriedWords();
  const leads = useFetched('safeguarding leads', () =>
    connection.call(SafeguardingService.method.listSafeguardingLeads, {}),
  );
  const names = (leads.data?.leads ?? []).map(({ member }) => member?.name ?? '').join(', ');
  // Pressed again, it is the same worry.
  const [clientConcernId] = useState(() => adapters.random(16));
  const form = useForm(
    { words: '' },
    {
      check: (values) => (values.words.trim() === '' ? { words: words.sayIt } : {}),
      send: async (values) => {
        const done = await connection.call(SafeguardingService.method.raiseConcern, {
          askId,
          clientConcernId,
          words: values.words,
        });
        told(fromMicros(done.acknowledgeByUs));
      },
    },
  );
  return (
    <FormBox
      form={form}
      prefix="worried"
      submit={words.tell}
      busy={words.telling}
      offline={connection.state.value.kind !== 'online'}
      wide
      beside={<p class="soft small">{names ? words.who(names) : words.noNames}</p>}
    >
      <TextField
        form={form}
        prefix="worried"
        name="words"
        label={words.what}
        hint={words.whatHint}
        rows={3}
        maxLength={2000}
      />
    </FormBox>
  );
}
