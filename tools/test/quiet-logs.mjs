import process from 'node:process'

// Before each test file: log lines of the code under test are not shown, since a failure says what is wrong by itself.
// A test that asserts them captures the output; TEST_LOGS=1 shows them all.
const isLogLine = (chunk) => typeof chunk === 'string' && chunk.startsWith('{"time":')
const { write } = process.stdout
if (!process.env.TEST_LOGS && !write.quiet) {
  process.stdout.write = Object.assign(
    (chunk, ...rest) => (isLogLine(chunk) ? true : write.call(process.stdout, chunk, ...rest)),
    { quiet: true },
  )
}
