import type { Plugin } from 'vite';

/**
 * Generated code carries each schema as base64, which hardly compresses. Here it becomes a string of its bytes, from which
 * the browser makes the same base64 again: 2.5 KB less to fetch.
 */
export function compactSchemas(): Plugin {
  return {
    name: 'ourplace-compact-schemas',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('_pb.ts')) return null;
      const compacted = code.replace(/fileDesc\("([A-Za-z0-9+/=]+)"/g, (_, base64: string) => {
        const bytes = Buffer.from(base64, 'base64').toString('latin1');
        return `fileDesc(btoa(${JSON.stringify(bytes)})`;
      });
      return { code: compacted, map: null };
    },
  };
}
