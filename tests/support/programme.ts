/** A small programme, made with `ourplace admin` as an operator would. */
import { admin, adminBeside } from './server.ts';

type Role = 'member' | 'moderator' | 'organiser';

export class TestProgramme {
  readonly hubId: string;
  readonly #memberIds = new Map<string, string>();

  /**
   * @param store a data folder or a postgresql:// URL
   * @param demonstration a folder that describes a whole programme, which is made instead
   */
  constructor(
    private readonly store: string,
    demonstration?: string,
  ) {
    if (demonstration !== undefined) {
      admin(store, 'create-demo', '--from', demonstration);
      this.hubId = '';
      return;
    }
    admin(store, 'create-programme', '--name', 'Our Place');
    const place = this.#make('placeId', 'create-place', '--name', 'Somers Town');
    this.hubId = this.#make('hubId', 'create-hub', '--name', 'Somers Town Job Hub', '--place', place);
  }

  /** A channel in the hub; unless it is private, everybody who belongs joins. */
  channel(name: string, ...options: string[]): string {
    return this.#make('channelId', 'create-channel', '--hub', this.hubId, '--name', name, ...options);
  }

  /** Somebody who belongs to the hub. */
  member(name: string, role: Role = 'member', ...options: string[]): void {
    const belongs = ['--hub', this.hubId, '--role', role];
    this.#memberIds.set(name, this.#make('memberId', 'create-member', '--name', name, ...belongs, ...options));
  }

  memberId(name: string): string {
    const memberId = this.#memberIds.get(name);
    if (memberId === undefined) throw new Error(`there is no ${name}`);
    return memberId;
  }

  /** Returns a token for a program that acts as the new member. */
  program(name: string, role: Role = 'member', ...options: string[]): string {
    this.member(name, role, ...options);
    return this.#make('secret', 'create-token', '--member', name);
  }

  /** The URL, for the server's public address. */
  async signInLink(name: string): Promise<string> {
    const { url } = await adminBeside<{ url: string }>(this.store, 'create-sign-in-link', '--member', name);
    return url;
  }

  /** The URL, for the server's public address. */
  invite(by: string, role: Role = 'member'): string {
    return this.#make('url', 'create-invite', '--hub', this.hubId, '--by', by, '--role', role);
  }

  /** What `ourplace admin set-programme` is told. */
  async settle(...options: string[]): Promise<void> {
    await adminBeside(this.store, 'set-programme', ...options);
  }

  #make(key: string, ...args: string[]): string {
    const made = admin<Record<string, string>>(this.store, ...args)[key];
    if (made === undefined) throw new Error(`ourplace admin ${args[0]} did not answer with ${key}`);
    return made;
  }
}
