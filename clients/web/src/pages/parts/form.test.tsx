// @vitest-environment happy-dom
import { Code, OurplaceError } from '@ourplace/sdk';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { FormBox, PassphraseField, TextField } from './form.tsx';
import { useForm } from './form_model.ts';

let sent: { name: string; daysValid: string }[];
let answer: () => Promise<void>;
let page: HTMLElement;

function Page() {
  const form = useForm(
    { name: '', daysValid: '14' },
    {
      check: ({ name }) => (name === '' ? { name: 'Enter your name' } : {}),
      send: (values) => {
        sent.push(values);
        return answer();
      },
    },
  );
  return (
    <FormBox form={form} prefix="p" submit="Join" busy="Joining…">
      <TextField form={form} prefix="p" name="name" label="Your name" hint="A first name is enough." />
      <PassphraseField form={form} prefix="p" name="daysValid" label="Passphrase" autocomplete="new-password" />
    </FormBox>
  );
}

const field = (name: string) => page.querySelector<HTMLInputElement>(`#p-${name}`) as HTMLInputElement;
const summary = () => page.querySelector<HTMLElement>('.summary');
const write = (name: string, value: string) =>
  act(() => {
    field(name).value = value;
    field(name).dispatchEvent(new Event('input', { bubbles: true }));
  });
const submit = () =>
  act(async () => {
    page.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });

beforeEach(() => {
  sent = [];
  answer = () => Promise.resolve();
  document.body.replaceChildren();
  page = document.body.appendChild(document.createElement('div'));
  act(() => render(<Page />, page));
});

describe('A form', () => {
  it('has a label and a hint for a field, and no error before it was sent', () => {
    expect(page.querySelector('label[for="p-name"]')?.textContent).toBe('Your name');
    expect(field('name').getAttribute('aria-describedby')).toBe('p-name-hint');
    expect(field('name').hasAttribute('aria-invalid')).toBe(false);
    write('name', '');
    expect(summary()).toBeNull();
  });

  it('that is wrong is not sent; its summary takes the focus and leads to the field', async () => {
    await submit();
    expect(sent).toEqual([]);
    expect(document.activeElement).toBe(summary());
    expect(field('name').getAttribute('aria-invalid')).toBe('true');
    expect(field('name').getAttribute('aria-describedby')).toBe('p-name-hint p-name-wrong');
    const link = summary()?.querySelector('a');
    act(() => link?.click());
    expect(document.activeElement).toBe(field('name'));
    expect(location.hash).toBe('');
  });

  it('puts what the server says to the field that it names, and keeps what was written', async () => {
    answer = () => Promise.reject(new OurplaceError(Code.INVALID_ARGUMENT, 'This must be 1 to 90.', 'days_valid'));
    write('name', 'Ana');
    await submit();
    expect(page.querySelector('#p-daysValid-wrong')?.textContent).toBe('This must be 1 to 90.');
    expect(field('name').value).toBe('Ana');
    expect(document.activeElement).toBe(summary());
  });

  it('says on top what is about no field', async () => {
    answer = () => Promise.reject(OurplaceError.noLine());
    write('name', 'Ana');
    await submit();
    expect(summary()?.querySelector('a')).toBeNull();
    expect(summary()?.textContent).toContain('What you wrote is still here');
  });

  it('takes the focus to the summary each time it fails', async () => {
    await submit();
    field('name').focus();
    await submit();
    expect(document.activeElement).toBe(summary());
  });

  it('is sent once, however often the button is pressed', async () => {
    let finish = () => {};
    answer = () => new Promise((resolve) => (finish = resolve));
    await submit();
    write('name', 'Ana');
    await submit();
    expect(page.querySelector('[type=submit]')?.textContent).toBe('Joining…');
    await submit();
    expect(sent).toHaveLength(1);
    await act(async () => finish());
    expect(page.querySelector('[type=submit]')?.textContent).toBe('Join');
    expect(summary()).toBeNull();
  });
});

describe('A passphrase', () => {
  it('can be looked at', () => {
    expect(field('daysValid').type).toBe('password');
    const button = page.querySelector<HTMLButtonElement>('button[aria-pressed]');
    expect(button?.textContent).toBe('Show Passphrase');
    act(() => button?.click());
    expect(field('daysValid').type).toBe('text');
    expect(button?.getAttribute('aria-pressed')).toBe('true');
    expect(field('daysValid').value).toBe('14');
  });
});
