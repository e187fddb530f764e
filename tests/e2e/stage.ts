/** A real server with the built pages behind a line, and people with browsers in front of it. */
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { Line } from '../support/line.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';

const pages = resolve(import.meta.dirname, '../../clients/web/dist');

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

export interface DeviceOptions {
  viewport?: { width: number; height: number };
  locale?: 'en-GB' | 'cy-GB';
  theme?: 'light' | 'dark';
  /** The way to the server; one for everybody otherwise. */
  line?: Line;
}

export class Stage {
  readonly #lines: Line[] = [];

  private constructor(
    readonly server: TestServer,
    readonly programme: TestProgramme,
    readonly line: Line,
    readonly browser: Browser,
  ) {}

  /**
   * @param furnish makes the programme before the server starts
   * @param demonstration a folder that describes the programme, which has nobody in it otherwise
   */
  static async open(furnish: (programme: TestProgramme) => void = () => {}, demonstration?: string): Promise<Stage> {
    const server = new TestServer(['--static', pages, '--unlimited']);
    const programme = new TestProgramme(server.dataFolder, demonstration);
    furnish(programme);
    await server.start();
    const line = await Line.open(() => server.port);
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
    return new Stage(server, programme, line, browser);
  }

  /** Another way to the server. */
  async newLine(): Promise<Line> {
    const line = await Line.open(() => this.server.port);
    this.#lines.push(line);
    return line;
  }

  /** A browser that nobody has used. */
  async device(options: DeviceOptions = {}): Promise<BrowserContext> {
    const { viewport = phone, locale = 'en-GB', theme = 'light', line = this.line } = options;
    const baseURL = `http://localhost:${line.port}`;
    // Without motion: axe would measure a colour on its way from one theme to the other.
    const motion = { colorScheme: theme, reducedMotion: 'reduce' } as const;
    const device = await this.browser.newContext({ baseURL, viewport, locale, ...motion });
    // Chosen on the device, which is stronger than what the account says.
    if (locale === 'cy-GB') await device.addInitScript(() => localStorage.setItem('preferences', '{"language":"cy"}'));
    return device;
  }

  /** A browser in which the member has signed in, with nothing open yet. */
  async deviceOf(name: string, options: DeviceOptions = {}): Promise<BrowserContext> {
    const device = await this.device(options);
    const linkToken = (await this.programme.signInLink(name)).split('#')[1];
    const reply = await device.request.post('/ourplace.v1.AccountService/SignInWithLink', { data: { linkToken } });
    if (!reply.ok()) throw new Error(`${name} could not sign in: ${await reply.text()}`);
    return device;
  }

  /** A method called as whoever is signed in on the device. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into the reply
  async call(device: BrowserContext, method: string, request: object): Promise<any> {
    const reply = await device.request.post(`/ourplace.v1.${method}`, { data: request });
    if (!reply.ok()) throw new Error(`${method}: ${await reply.text()}`);
    return reply.json();
  }

  async close(): Promise<void> {
    await this.browser.close();
    for (const line of [this.line, ...this.#lines]) await line.close();
    await this.server.remove();
  }
}
