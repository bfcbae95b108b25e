import type { Check } from '../checks/check.ts'
import { jestLayer, type Limits } from './jest-layer.ts'

const long = '\\.long\\.test\\.'
const withServers = '\\.(int|fault)\\.test\\.'
const composed = 'apps/e2e/'

const minutes = (count: number) => count * 60_000

const except = (...patterns: string[]) =>
  ['node_modules/', ...patterns].map((pattern) => `--testPathIgnorePatterns=${pattern}`)

const layers: readonly { name: string; selection: readonly string[]; limits: Limits }[] = [
  {
    name: 'unit tests',
    selection: except(withServers, long, composed),
    limits: { silenceMs: minutes(2), wholeMs: minutes(10) },
  },
  {
    name: 'integration and fault tests',
    selection: ['--testMatch=**/*.{int,fault}.test.ts', ...except(composed)],
    limits: { silenceMs: minutes(3), wholeMs: minutes(20) },
  },
  {
    name: 'end-to-end tests',
    selection: ['--testMatch=**/apps/e2e/**/*.test.ts', ...except(long)],
    limits: { silenceMs: minutes(4), wholeMs: minutes(20) },
  },
]

/** Every layer in full; a layer without tests fails. */
export const allTests: readonly Check[] = layers.map(({ name, selection, limits }) =>
  jestLayer(name, selection, limits),
)

/** Of every layer what matches one of the path patterns, which may be nothing. */
export const testsMatching = (patterns: readonly string[]): readonly Check[] =>
  layers.map(({ name, selection, limits }) => jestLayer(name, [...patterns, ...selection, '--passWithNoTests'], limits))

/** The tests that take long: many kills, many seeds. */
export const longTests: Check = jestLayer('long tests', ['--testMatch=**/*.long.test.ts', '--passWithNoTests'], {
  silenceMs: minutes(60),
  wholeMs: minutes(180),
})
