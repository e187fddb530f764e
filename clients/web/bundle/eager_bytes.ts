import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes on the wire until a channel can be used: the page and all that it loads by itself, as compressed in a build. */
export function eagerBytes(folder: string): number {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const loaded = [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );
  return ['index.html', ...new Set(loaded)].map((path) => size(join(folder, path))).reduce((sum, bytes) => sum + bytes);
}

function size(file: string): number {
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
