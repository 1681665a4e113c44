import { defineConfig } from 'vitest/config';

// The fast set is every *.test.ts; what takes minutes is *.slow.test.ts and runs with `npm run test:all`.
const all = process.env.QDL_TEST_ALL === '1';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: all ? [] : ['test/**/*.slow.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
