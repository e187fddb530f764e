import { defineConfig } from 'vitest/config';

// Files one after the other: each of them wants the machine to itself.
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ['*.fault.ts'], fileParallelism: false, testTimeout: process.env.TESTS_LONG ? 10_800_000 : 280_000 },
});
