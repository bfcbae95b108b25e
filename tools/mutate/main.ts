import type { PartialStrykerOptions } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PlainError, say } from '../bootstrap/say.mjs'
import { root } from '../checks/run-node.ts'
import { runTool } from '../run-tool.ts'
import { figuresOf } from './report.ts'

const sourcesBelow = (path: string): string => (path.endsWith('.ts') ? path : `${path}/**/*.ts`)
const testsBelow = (path: string): string => `<rootDir>/${path.endsWith('.ts') ? path : `${path}/**/*.test.ts`}`

/** Plants faults in the sources below each path, one at a time, and lists those that no test finds. */
await runTool(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      servers: { type: 'boolean' },
      concurrency: { type: 'string', default: '2' },
      tests: { type: 'string', multiple: true },
    },
  })
  if (positionals.length === 0)
    throw new PlainError(
      'npm run mutate -- PATH… [--tests PATH]… [--servers] [--concurrency N] [--json], where PATH is a folder or a file. ' +
        'Every test that reaches the sources takes part, or those below --tests; ' +
        'with --servers also those that need a broker or a store, which takes long. N faults are tried at once (2).',
    )
  const concurrency = Number(values.concurrency)
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new PlainError(`--concurrency must be a whole number of at least 1, not "${values.concurrency}".`)
  process.chdir(root)
  const left = [
    'node_modules/',
    '\\.long\\.test\\.',
    'apps/e2e/',
    ...(values.servers ? [] : ['\\.(int|fault)\\.test\\.']),
  ]
  const results = await new Stryker({
    mutate: [...positionals.map(sourcesBelow), '!**/*.test.ts', '!**/testing/**', '!**/*.schema.ts'],
    plugins: ['@stryker-mutator/jest-runner', join(import.meta.dirname, 'reporter.ts')],
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.mjs',
      enableFindRelatedTests: true,
      config: { testPathIgnorePatterns: left, ...(values.tests ? { testMatch: values.tests.map(testsBelow) } : {}) },
    },
    coverageAnalysis: 'perTest',
    concurrency,
    // Wording is nobody's rule, and what is computed while a module loads cannot be told apart by test.
    mutator: { plugins: null, excludedMutations: ['StringLiteral', 'Regex'] },
    ignoreStatic: true,
    ignorePatterns: ['.data', '.tools', '.nx', 'docs', 'deploy'],
    tempDirName: join('.data', 'mutate'),
    reporters: ['survivors'],
    allowEmpty: true,
    logLevel: 'warn' as PartialStrykerOptions['logLevel'] & string,
  }).runMutationTest()
  const figures = figuresOf(results)
  say(`${figures.found} found, ${figures.survived} not (${(figures.share * 100).toFixed(1)} %)`)
  if (values.json) say(JSON.stringify(figures))
})
