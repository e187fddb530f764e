import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// One run for the clients and for the TypeScript of ../tests (proxy, history checker). Tests of components ask for a
// DOM themselves: // @vitest-environment happy-dom
export default defineConfig({
  root: '..',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['ourplace-source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['ourplace-source', ...defaultServerConditions] } },
  test: {
    include: [
      'clients/*/{src,tests}/**/*.test.{ts,tsx}',
      'clients/bots/**/*.test.js',
      'tests/{faults,support}/**/*.test.ts',
    ],
  },
});
