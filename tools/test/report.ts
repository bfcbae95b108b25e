import { relative } from 'node:path'
import type { Outcome } from '../checks/check.ts'
import { root } from '../checks/run-node.ts'

/** A line of `file-reporter.mjs`. A file that did not get as far as its tests counts as one failure. */
export type ReportEntry =
  { began: string } | { ended: string; passed: number; failed: number; skipped: number; message: string }

type Ended = Extract<ReportEntry, { ended: string }>

export const parseReport = (text: string): ReportEntry[] =>
  text
    .split('\n')
    // The last line of a reporter that was killed may be cut.
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ReportEntry)

const sum = (entries: readonly Ended[], of: 'passed' | 'failed' | 'skipped') =>
  entries.reduce((total, entry) => total + entry[of], 0)

interface Run {
  code: number
  output: string
  /** Why it had to be stopped. */
  stopped: string | null
}

const shown = (path: string) => relative(root, path)

/**
 * What a run of jest found: the messages of the files that failed, those that were under way when it was stopped, and
 * the output as it came only when neither tells why it failed. A run that ended badly never passes.
 */
export const outcomeOf = (report: readonly ReportEntry[], { code, output, stopped }: Run): Outcome => {
  const ended = report.filter((entry): entry is Ended => 'ended' in entry)
  const done = new Set(ended.map((entry) => entry.ended))
  const underWay = report.flatMap((entry) => ('began' in entry && !done.has(entry.began) ? [entry.began] : []))
  const failures = ended.filter(({ failed }) => failed > 0)
  const failed = sum(failures, 'failed') + underWay.length
  const unexplained = failed === 0 && (code !== 0 || stopped !== null)
  const said = [
    ...failures.map(({ ended: path, message }) => `✗ ${shown(path)}\n\n${message.trim()}\n`),
    ...underWay.map((path) => `✗ ${shown(path)} did not end`),
    ...(stopped ? [stopped] : []),
    ...(unexplained || (underWay.length > 0 && !stopped) ? [output.trim()] : []),
  ]
  return {
    passed: sum(ended, 'passed'),
    failed: unexplained ? 1 : failed,
    skipped: sum(ended, 'skipped'),
    output: said.join('\n'),
  }
}
