import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check, Outcome } from '../checks/check.ts'
import { runNode } from '../checks/run-node.ts'

/** The part of jest's JSON report that is read here. */
export interface JestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  /** Files that did not get as far as their tests. */
  numRuntimeErrorTestSuites: number
  success: boolean
}

/** A test that did not run is no pass: a broken file counts as one failure, and so does a run that fails in another way. */
export const outcomeOf = (report: JestReport | undefined, exitCode: number, output: string): Outcome => {
  const passed = report?.numPassedTests ?? 0
  const counted = report ? report.numFailedTests + report.numRuntimeErrorTestSuites : 0
  const failed = counted === 0 && (exitCode !== 0 || !report) ? 1 : counted
  return { passed, failed, skipped: report ? report.numPendingTests + report.numTodoTests : 0, output }
}

const readReport = (file: string): Promise<JestReport | undefined> =>
  readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as JestReport,
    () => undefined,
  )

/** One run of jest over the files that `selection` picks. */
export const jestLayer = (name: string, selection: readonly string[]): Check => ({
  name,
  run: async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'synthwright-jest-'))
    try {
      const reportFile = join(folder, 'report.json')
      const jest = [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        'node_modules/jest/bin/jest.js',
      ]
      const { code, output } = await runNode([...jest, '--json', `--outputFile=${reportFile}`, ...selection], {
        signal,
      })
      return outcomeOf(await readReport(reportFile), code, output)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})
