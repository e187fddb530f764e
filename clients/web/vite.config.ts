import { defaultClientConditions, defineConfig } from 'vite';
import { compactSchemas } from './bundle/compact_schemas.ts';
import { finishBuild } from './bundle/finish_build.ts';
import { iconSheet } from './bundle/icon_sheet.ts';
import { leaveOut } from './bundle/left_out.ts';

/** Where `vite dev` and `vite preview` find a server: OURPLACE_DEV_SERVER, or the usual one of a developer. */
const server = process.env.OURPLACE_DEV_SERVER ?? 'http://localhost:8080';
const proxy = {
  '/connect': { target: server, ws: true },
  '/updates': { target: server },
  '^/ourplace\\.v1\\.': { target: server },
};

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['ourplace-source', ...defaultClientConditions] },
  plugins: [iconSheet(), compactSchemas(), leaveOut(), finishBuild()],
  server: { proxy },
  preview: { proxy },
  build: {
    target: 'es2022',
    // All styles are needed for the first paint and are small: they go into the page.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: 'index.html', service_worker: 'src/worker/service_worker.ts' },
      output: {
        // All that is needed at once in one file: it compresses better, and takes one round trip.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'], test: (id) => !id.includes('/worker/') }] },
        entryFileNames: (chunk) => (chunk.name === 'service_worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
