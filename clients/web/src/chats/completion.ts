import { hubMethods, OurplaceError } from '@ourplace/sdk';
import { signal } from '@preact/signals';
import type { ChannelModel } from './channel_model.ts';
import { type Candidate, complete, matching, mentionAt } from './mentions.ts';

/** Who can be mentioned with what is being written. One for each field. */
export class Completion {
  readonly shown = signal<readonly Candidate[]>([]);
  readonly active = signal(0);
  /** All that are known: members of the channel as far as they were fetched, and who wrote in it. */
  #known = new Map<string, string>();
  #asked = new Set<string>();
  #start = 0;
  #query: string | undefined;
  /** The letters behind a "/" that begins the message. */
  #command: string | undefined;

  constructor(private readonly model: ChannelModel) {}

  get known(): Candidate[] {
    return [...this.#known].map(([memberId, name]) => ({ memberId, name }));
  }

  learn(mentioned: Record<string, string>): void {
    for (const [memberId, name] of Object.entries(mentioned)) this.#known.set(memberId, name);
  }

  /** Looks at the text before the caret and shows who it may mean. */
  look(text: string, caret: number): void {
    const command = /^\/([a-z0-9-]*)$/.exec(text.slice(0, caret));
    this.#command = command?.[1];
    if (command) {
      void this.#lookForCommands();
      return;
    }
    const writing = mentionAt(text, caret);
    if (!writing) {
      this.close();
      return;
    }
    this.#start = writing.start;
    this.#show(writing.query);
    void this.#ask(writing.query);
  }

  move(by: number): void {
    const count = this.shown.value.length;
    if (count > 0) this.active.value = (this.active.value + by + count) % count;
  }

  close(): void {
    if (this.shown.value.length > 0) this.shown.value = [];
  }

  choose(candidate: Candidate, text: string, caret: number): { text: string; caret: number } {
    if (candidate.memberId) this.#known.set(candidate.memberId, candidate.name);
    this.close();
    if (candidate.command) return complete(text, 0, caret, candidate.name, '/');
    return complete(text, this.#start, caret, candidate.name);
  }

  #show(query: string): void {
    for (const { author } of this.model.timeline.messages.value)
      if (author && !this.#known.has(author.memberId)) this.#known.set(author.memberId, author.name);
    const me = this.model.me.value;
    const candidates: Candidate[] = this.known.filter((candidate) => candidate.memberId !== me);
    if (this.model.organises.value) candidates.push({ memberId: undefined, name: 'channel' });
    const found = matching(candidates, query);
    // A name that is written out whole needs no completing.
    const done = found.length === 1 && found[0]?.name === query.trimEnd();
    // Names that arrive later for the same letters must not move what the arrows have chosen.
    const chosen = query === this.#query ? this.shown.value[this.active.value] : undefined;
    this.#query = query;
    this.active.value = Math.max(
      0,
      found.findIndex((candidate) => chosen && candidate.memberId === chosen.memberId),
    );
    this.shown.value = done ? [] : found;
  }

  async #lookForCommands(): Promise<void> {
    const commands = await this.model.loadInvoking().then(
      ({ commandsOf }) => commandsOf(this.model),
      () => [],
    );
    const letters = this.#command;
    // Something else is being written by now.
    if (letters === undefined) return;
    this.active.value = 0;
    this.shown.value = commands.filter(({ name }) => name.startsWith(letters));
  }

  async #ask(query: string): Promise<void> {
    const word = query.trim();
    if (this.#asked.has(word)) return;
    this.#asked.add(word);
    try {
      const { channelId, session } = this.model;
      const { members } = await session.connection.call((await hubMethods()).listChannelMembers, {
        channelId,
        query: word,
        pageSize: 50,
      });
      for (const { member } of members) if (member) this.#known.set(member.memberId, member.name);
      if (this.shown.value.length > 0 || members.length > 0) this.#again?.();
    } catch (caught) {
      this.#asked.delete(word);
      if (!(caught instanceof OurplaceError)) throw caught;
    }
  }

  /** Set by the field: looks again, since more are known now. */
  set onMore(again: () => void) {
    this.#again = again;
  }
  #again: (() => void) | undefined;
}
