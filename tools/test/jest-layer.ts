import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from '../checks/check.ts'
import { root, runNode } from '../checks/run-node.ts'
import { outcomeOf, parseReport } from './report.ts'

export interface Limits {
  /** Without a word: jest says a line per file, and a circle of imports makes it wait for ever. */
  silenceMs: number
  wholeMs: number
}

const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']

const reporters = ['--reporters=default', `--reporters=${join(root, 'tools/test/file-reporter.mjs')}`]

/** One run of jest over the files that `selection` picks. What the tests leave in the system's temporary folder goes. */
export const jestLayer = (name: string, selection: readonly string[], limits: Limits): Check => ({
  name,
  run: async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'synthwright-jest-'))
    try {
      const report = join(folder, 'report.ndjson')
      const ended = await runNode([...jest, ...selection, ...reporters], {
        env: { TEST_REPORT: report, TMPDIR: folder },
        signal,
        silenceLimitMs: limits.silenceMs,
        limitMs: limits.wholeMs,
      })
      return outcomeOf(parseReport(await readFile(report, 'utf8').catch(() => '')), ended)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  },
})
