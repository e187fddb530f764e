import { type Hub, Paint } from '@ourplace/sdk';
import { Icon } from './icon.tsx';

const paints: Record<Paint, string> = {
  [Paint.UNSPECIFIED]: 'slate',
  [Paint.PILLARBOX]: 'pillarbox',
  [Paint.BOTTLE]: 'bottle',
  [Paint.ESTATE]: 'estate',
  [Paint.SLATE]: 'slate',
  [Paint.DAMSON]: 'damson',
  [Paint.OCHRE]: 'ochre',
  [Paint.HARBOUR]: 'harbour',
  [Paint.OAK]: 'oak',
};

/** The style that gives an element the paint of a Hub. */
export function painted(paint: Paint | undefined): Record<string, string> {
  // A later server may know paints that this build does not.
  return { '--paint': `var(--door-${paints[paint ?? Paint.UNSPECIFIED] ?? 'slate'})` };
}

/** The first letters of a name's first two words. */
export function initials(name: string): string {
  const words = name.split(/\s+/).flatMap((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? []);
  return words.slice(0, 2).join('').toUpperCase();
}

/** A Hub is a door. The lamp in the fanlight is lit while something behind it is new. */
export function Door({ hub, size, lit }: { hub: Pick<Hub, 'name' | 'paint'>; size?: 's' | 'l'; lit?: boolean }) {
  return (
    <span
      class={`door${size ? ` door--${size}` : ''}${lit ? ' door--lit' : ''}`}
      style={painted(hub.paint)}
      aria-hidden="true"
    >
      {initials(hub.name)}
    </span>
  );
}

interface FaceProps {
  id: string;
  name: string;
  here?: boolean;
  large?: boolean;
  bot?: boolean;
}

/** A person is round, a Bot square. The same one has the same tint everywhere. */
export function Face({ id, name, here, large, bot }: FaceProps) {
  const looks = `face face--${tint(id)}${here ? ' here' : ''}${large ? ' face--l' : ''}${bot ? ' face--bot' : ''}`;
  return (
    <span class={looks} aria-hidden="true">
      {bot ? <Icon name="bot" /> : initials(name)}
    </span>
  );
}

function tint(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return (sum % 5) + 1;
}
