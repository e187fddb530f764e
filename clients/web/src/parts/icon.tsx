export type IconName =
  | 'home'
  | 'chats'
  | 'people'
  | 'hubs'
  | 'more'
  | 'back'
  | 'next'
  | 'down'
  | 'search'
  | 'send'
  | 'clock'
  | 'tick'
  | 'lock'
  | 'key'
  | 'rosette'
  | 'bot'
  | 'edit'
  | 'leave'
  | 'offline'
  | 'warn'
  | 'close'
  | 'plus'
  | 'quote'
  | 'link'
  | 'bin'
  | 'globe'
  | 'letters'
  | 'moon'
  | 'reply'
  | 'heart'
  | 'dots'
  | 'phone'
  | 'spot'
  | 'notice'
  | 'events'
  | 'asks'
  | 'logo';

/** Beside a word, so that it says nothing by itself. `turn` for those with a direction. */
export function Icon({ name, small, turn }: { name: IconName; small?: boolean; turn?: boolean }) {
  return (
    <svg class={`icon${small ? ' icon--s' : ''}${turn ? ' icon--turn' : ''}`} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
