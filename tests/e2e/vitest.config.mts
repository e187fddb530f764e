import { defineConfig } from 'vitest/config';

// Each file has a server and a browser of its own; two at once keep two cores busy.
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ['*.e2e.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
