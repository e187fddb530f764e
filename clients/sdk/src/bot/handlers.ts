import type { ButtonInvocation, CommandInvocation, Happenings, Notices } from './happening.ts';

type Handler<T> = (happening: T) => unknown;

export interface CommandWords {
  en: string;
  cy?: string;
}

/** What a bot wants to hear of and what it answers. */
export class Handlers {
  readonly #happenings = new Map<keyof Happenings, Handler<never>[]>();
  readonly #notices = new Map<keyof Notices, Handler<never>[]>();
  readonly commands = new Map<string, { words: CommandWords; handle: Handler<CommandInvocation> }>();
  readonly buttons = new Map<string, Handler<ButtonInvocation>>();

  on(name: string, handler: Handler<never>): void {
    const isNotice = noticeNames.has(name);
    if (!isNotice && !happeningNames.has(name))
      throw new TypeError(
        `A bot cannot wait for "${name}"; it can for ${[...happeningNames, ...noticeNames].join(', ')}.`,
      );
    const handlers: Map<string, Handler<never>[]> = isNotice ? this.#notices : this.#happenings;
    handlers.set(name, [...(handlers.get(name) ?? []), handler]);
  }

  command(name: string, words: CommandWords, handle: Handler<CommandInvocation>): void {
    if (!/^[a-z0-9-]{1,32}$/.test(name))
      throw new TypeError(`command: "${name}"; it takes 1 to 32 of a–z, 0–9 and "-", without the slash.`);
    this.commands.set(name, { words, handle });
  }

  button(name: string, handle: Handler<ButtonInvocation>): void {
    if (name === '' || name.includes(':'))
      throw new TypeError(`button: "${name}"; it takes what stands before the colon of the buttons' ids.`);
    this.buttons.set(name, handle);
  }

  /** One after the other; rejects with what the first that fails threw. */
  async give<Name extends keyof Happenings>(name: Name, happening: Happenings[Name]): Promise<void> {
    for (const handle of this.#happenings.get(name) ?? []) await (handle as Handler<Happenings[Name]>)(happening);
  }

  /** @returns whether anybody listens */
  notify<Name extends keyof Notices>(name: Name, notice: Notices[Name]): boolean {
    const handlers = this.#notices.get(name) ?? [];
    for (const handle of handlers) (handle as Handler<Notices[Name]>)(notice);
    return handlers.length > 0;
  }
}

const happeningNames = new Set<string>(['message', 'joined', 'reminder', 'update']);
const noticeNames = new Set<string>(['error', 'ended']);
