import type { JSX, Ref } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

type Properties = Omit<JSX.IntrinsicElements['textarea'], 'ref'> & { box: { current: HTMLTextAreaElement | null } };

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

/** A field that grows with its text up to what its style allows, and then scrolls. */
export function GrowingText({ box, class: looks, ...rest }: Properties) {
  useLayoutEffect(() => {
    const field = box.current;
    if (!field || growsByItself) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }, [rest.value]);
  return <textarea {...rest} class={`input grows ${looks ?? ''}`} ref={box as Ref<HTMLTextAreaElement>} rows={1} />;
}
