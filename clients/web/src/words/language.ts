import { signal } from '@preact/signals';

export type Language = 'en' | 'cy';

/** What the interface speaks. People's messages stay in what they wrote. */
export const language = signal<Language>('en');

/** The Welsh that does not come with the first download. */
const fetched = signal<typeof import('./cy/index.ts') | undefined>(undefined);

/** Changes the language. Without a network, and without Welsh having been fetched before, it stays as it is. */
export async function speak(wanted: Language): Promise<void> {
  if (wanted === 'cy' && !fetched.value) {
    try {
      fetched.value = await import('./cy/index.ts');
    } catch {
      return;
    }
  }
  language.value = wanted;
  document.documentElement.lang = wanted;
}

/** Like `inBoth` for words that are needed at once: only one tongue is fetched, since the line may be slow. */
export function withWelsh<Name extends keyof typeof import('./cy/index.ts')>(
  name: Name,
  en: typeof import('./cy/index.ts')[Name],
): () => typeof import('./cy/index.ts')[Name] {
  return () => (language.value === 'cy' ? fetched.value?.[name] : undefined) ?? en;
}

/**
 * The words of one screen. Both tongues have every key, or the types fail; numbers and names are placed by the sentence,
 * which is then a function. Reading them in a component follows a change of language.
 */
export function inBoth<Words>(en: Words, cy: NoInfer<Words>): () => Words {
  return () => (language.value === 'cy' ? cy : en);
}

/** Plural forms of Welsh; `other` stands for those that are not given. */
interface WelshForms {
  zero?: string;
  one?: string;
  two?: string;
  three?: string;
  six?: string;
  other: string;
}

const welshCategory = { 0: 'zero', 1: 'one', 2: 'two', 3: 'three', 6: 'six' } as const;

export function welsh(count: number, forms: WelshForms): string {
  const category = welshCategory[count as keyof typeof welshCategory];
  return (category && forms[category]) ?? forms.other;
}

export function english(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}

/** Counts go up to 99. */
export function upTo99(count: number): string {
  return count > 99 ? '99+' : String(count);
}
