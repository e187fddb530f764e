import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { place } from '../router.ts';

/** The page's one `<h1>`. After a navigation it takes the focus, so that a screen reader says where one is. */
export function Title(props: {
  text: string;
  children?: ComponentChildren;
  lang?: string;
  /** Also where nobody navigated: the page has become another one. */
  focus?: boolean;
}) {
  const { text, children, lang } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = text ? `${text} · ourplace` : 'ourplace';
  }, [text]);
  useEffect(() => {
    if (props.focus || place.value.steps > 0) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} dir="auto" lang={lang}>
      {children ?? text}
    </h1>
  );
}
