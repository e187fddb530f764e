import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export interface MenuItem {
  words: string;
  icon: IconName;
  run: () => void;
  /** For what is on or off. */
  checked?: boolean;
  harm?: boolean;
  /** Stays open: the item shows other items. */
  stays?: boolean;
}

/** A button and what it opens. Arrows move, Escape and a press elsewhere close, and the focus goes back to the button. */
export function Menu(props: {
  label: string;
  buttonClass: string;
  button: ComponentChildren;
  items: () => readonly MenuItem[];
  /** Told when it has closed, so that the next opening starts anew. */
  onClosed?: () => void;
}) {
  const [open, setOpen] = useState(false);
  const [upward, setUpward] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const close = (focusButton: boolean) => {
    setOpen(false);
    props.onClosed?.();
    if (focusButton) button.current?.focus();
  };
  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  const move = (by: number) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + by + all.length) % all.length]?.focus();
  };

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) close(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  const items = open ? props.items() : [];
  const first = items[0]?.words;
  useLayoutEffect(() => {
    if (!open) return;
    entries()[0]?.focus({ preventScroll: true });
    const below = innerHeight - (button.current?.getBoundingClientRect().bottom ?? 0);
    setUpward(below < (list.current?.offsetHeight ?? 0) + 80);
    list.current?.scrollIntoView({ block: 'nearest' });
  }, [open, first]);

  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, () => void> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Home: () => entries()[0]?.focus(),
      End: () => entries().at(-1)?.focus(),
      Escape: () => close(true),
    };
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };

  return (
    <div class="menu" ref={box}>
      <button
        ref={button}
        type="button"
        class={props.buttonClass}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => (open ? close(true) : setOpen(true))}
      >
        {props.button}
      </button>
      {open && (
        <div
          class={`menu__list${upward ? ' menu__list--up' : ''}`}
          role="menu"
          tabIndex={-1}
          aria-label={props.label}
          ref={list}
          onKeyDown={onKeyDown}
        >
          {items.map((item) => (
            <button
              key={item.words}
              type="button"
              class={`menu__item${item.harm ? ' menu__item--harm' : ''}`}
              tabIndex={-1}
              {...(item.checked === undefined
                ? { role: 'menuitem' as const }
                : { role: 'menuitemcheckbox' as const, 'aria-checked': item.checked })}
              onClick={() => {
                if (!item.stays) close(true);
                item.run();
              }}
            >
              <Icon name={item.checked ? 'tick' : item.icon} />
              {item.words}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
