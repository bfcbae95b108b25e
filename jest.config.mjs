import { availableParallelism } from 'node:os'

/** One configuration for every project; `tools/test` chooses what runs by path. @type {import('jest').Config} */
export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  setupFiles: ['<rootDir>/tools/test/quiet-logs.mjs'],
  testMatch: ['**/*.test.ts', '**/*.test.mjs'],
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.tools', '<rootDir>/.nx'],
  cacheDirectory: '<rootDir>/.data/jest',
  testTimeout: 30_000,
  // A composed system is seven processes: more at once than processors only wait for each other.
  maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1)),
  // A suite that failed half-way may leave a server running; it dies with the process, which must not wait for it.
  forceExit: true,
}
