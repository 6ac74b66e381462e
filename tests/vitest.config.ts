import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Each file starts real hubs, engines and clients, and some measure: one file at a time.
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/boundaries/**'],
    globalSetup: ['tests/support/prepare-machine.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
});
