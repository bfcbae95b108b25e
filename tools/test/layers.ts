import type { Check } from '../checks/check.ts'
import { jestLayer } from './jest-layer.ts'

const long = '\\.long\\.test\\.'
const withServers = '\\.(int|fault)\\.test\\.'
const composed = 'apps/e2e/'

const except = (...patterns: string[]) =>
  ['node_modules/', ...patterns].map((pattern) => `--testPathIgnorePatterns=${pattern}`)

const layers = [
  { name: 'unit tests', selection: except(withServers, long, composed) },
  { name: 'integration and fault tests', selection: ['--testMatch=**/*.{int,fault}.test.ts', ...except(composed)] },
  { name: 'end-to-end tests', selection: ['--testMatch=**/apps/e2e/**/*.test.ts', ...except(long)] },
]

/** Every layer in full; a layer without tests fails. */
export const allTests: readonly Check[] = layers.map(({ name, selection }) => jestLayer(name, selection))

/** Of every layer what matches one of the path patterns, which may be nothing. */
export const testsMatching = (patterns: readonly string[]): readonly Check[] =>
  layers.map(({ name, selection }) => jestLayer(name, [...patterns, ...selection, '--passWithNoTests']))

/** The tests that take long: many kills, many seeds. */
export const longTests: Check = jestLayer('long tests', ['--testMatch=**/*.long.test.ts', '--passWithNoTests'])
