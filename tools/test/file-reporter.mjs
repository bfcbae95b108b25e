import { appendFileSync } from 'node:fs'

/**
 * A jest reporter that appends a line of JSON for each test file when it begins and when it ends, so that a run that had
 * to be stopped still tells what it found. The environment's TEST_REPORT names the file.
 */
export default class FileReporter {
  #tell(entry) {
    appendFileSync(process.env.TEST_REPORT, `${JSON.stringify(entry)}\n`)
  }

  onTestFileStart({ path }) {
    this.#tell({ began: path })
  }

  onTestFileResult({ path }, result) {
    const { numPassingTests: passed, numFailingTests: failed, numPendingTests, numTodoTests } = result
    const broken = failed === 0 && result.testExecError !== undefined
    this.#tell({
      ended: path,
      passed,
      failed: failed + (broken ? 1 : 0),
      skipped: numPendingTests + numTodoTests,
      message: result.failureMessage ?? '',
    })
  }
}
