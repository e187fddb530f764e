import { type Block, type Inline, type Message, parseMarkup } from '@ourplace/sdk';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';

/** A message's text as nodes. Nothing that somebody wrote ever becomes HTML. */
export function MarkupView({ message, me }: { message: Message; me: string }) {
  const blocks = useMemo(
    () => parseMarkup(message.body, message.mentions, message.mentionsChannel),
    [message.body, message.mentions, message.mentionsChannel],
  );
  return <>{blocks.map((block, at) => blockView(block, at, me))}</>;
}

/** The same without mentions, for what is not stored yet. */
export function PlainMarkup({ body }: { body: string }) {
  const blocks = useMemo(() => parseMarkup(body), [body]);
  return <>{blocks.map((block, at) => blockView(block, at, ''))}</>;
}

function blockView(block: Block, key: number, me: string): ComponentChildren {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p key={key} class="msg__text" dir="auto">
          {inlineViews(block.children, me)}
        </p>
      );
    case 'quote':
      return (
        <blockquote key={key} class="msg__text said" dir="auto">
          {block.children.map((child, at) => blockView(child, at, me))}
        </blockquote>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List key={key} class="msg__text points">
          {block.items.map((item, at) => (
            <li key={at} dir="auto">
              {inlineViews(item, me)}
            </li>
          ))}
        </List>
      );
    }
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre key={key} class="msg__text" dir="ltr" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
  }
}

function inlineViews(inlines: readonly Inline[], me: string): ComponentChildren {
  return inlines.map((inline, key) => {
    switch (inline.kind) {
      case 'strong':
        return <strong key={key}>{inlineViews(inline.children, me)}</strong>;
      case 'emphasis':
        return <em key={key}>{inlineViews(inline.children, me)}</em>;
      case 'code':
        return (
          <code key={key} dir="ltr">
            {inline.text}
          </code>
        );
      case 'link':
        return linkView(inline, key);
      case 'mention': {
        const mine = inline.memberId === undefined || inline.memberId === me;
        return (
          <bdi key={key} class={mine ? 'mention' : 'mention mention--other'}>
            @{inline.name}
          </bdi>
        );
      }
      case 'break':
        return <br key={key} />;
      default:
        return inline.text;
    }
  });
}

/** Links within this place open here, others beside it and learn nothing of where one came from. */
function linkView(link: { url: string; text: string }, key: number): ComponentChildren {
  const inside = link.url.startsWith(`${location.origin}/`);
  return (
    <a key={key} href={link.url} dir="ltr" {...(!inside && { target: '_blank', rel: 'noopener noreferrer nofollow' })}>
      {link.text}
    </a>
  );
}
