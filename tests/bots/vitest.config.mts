import { defineConfig } from 'vitest/config';

// Each file has a server and programs of its own; two at once keep two cores busy.
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ['*.bot.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
