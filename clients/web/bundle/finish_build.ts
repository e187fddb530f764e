import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';
import { eagerBytes } from './eager_bytes.ts';

/** What a phone may have to fetch before somebody can read and write in a channel. */
const mostEagerBytes = 60 * 1024;
const compressible = /\.(html|js|css|svg|json|webmanifest|txt)$/;

/** Makes the folder that the server serves: styles inside the page, hashes for its policy, the list for the worker, brotli. */
export function finishBuild(): Plugin {
  let folder = '';
  return {
    name: 'ourplace-finish-build',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      const page = join(folder, 'index.html');
      const html = inlineStyles(readFileSync(page, 'utf8'), folder);
      writeFileSync(page, html);
      writeFileSync(join(folder, 'csp.json'), JSON.stringify(inlineHashes(html)));
      listForWorker(folder, html);
      for (const file of files(folder)) if (compressible.test(file) && !file.endsWith('csp.json')) compress(file);
      const bytes = eagerBytes(folder);
      this.info(`to the first usable channel: ${(bytes / 1024).toFixed(1)} KiB brotli`);
      if (bytes > mostEagerBytes) this.error(`that is more than ${mostEagerBytes / 1024} KiB`);
    },
  };
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function inlineStyles(html: string, folder: string): string {
  return html.replace(/\s*<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g, (_, path: string) => {
    const file = join(folder, path);
    const styles = readFileSync(file, 'utf8').trim();
    rmSync(file);
    return `<style>${styles}</style>`;
  });
}

function inlineHashes(html: string): { script: string[]; style: string[] } {
  const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const inside = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map((match) => hash(match[1] ?? ''));
  return { script: inside('script'), style: inside('style') };
}

/** The worker keeps a whole version or none: its own bytes, and so the version, change with any file of the list. */
function listForWorker(folder: string, html: string): void {
  const worker = join(folder, 'service_worker.js');
  const assets = files(folder)
    .map((path) => `/${relative(folder, path)}`)
    .filter((path) => path.startsWith('/assets/') || path === '/icon.svg' || path === '/manifest.webmanifest')
    .sort();
  const version = createHash('sha256')
    .update(html + assets.join())
    .digest('hex')
    .slice(0, 12);
  const text = readFileSync(worker, 'utf8');
  const listed = text.replace('VERSION_OF_BUILD', version).replace('FILES_OF_BUILD', assets.join(' '));
  if (listed.includes('_OF_BUILD')) throw new Error('service_worker.js has lost its place for the list of files');
  writeFileSync(worker, listed);
}

function compress(file: string): void {
  const plain = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const compressed = brotliCompressSync(plain, { params });
  if (compressed.length < plain.length) writeFileSync(`${file}.br`, compressed);
}
