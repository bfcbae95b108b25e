import { ImportDocument } from '@synthwright/contracts'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepareDocument } from './document-row.ts'
import { createPreparing, type PreparingOptions } from './preparing.ts'
import { mostPassages } from './split-passages.ts'

let stack: AsyncDisposableStack
beforeEach(() => (stack = new AsyncDisposableStack()))
afterEach(() => stack.disposeAsync())

const preparing = (options?: PreparingOptions) => {
  const made = createPreparing(options)
  stack.defer(() => made.stop())
  return made
}

const file = (content: string) => ImportDocument.parse({ project: 'proj_1', content })
const large = file(`\uFEFF# Ferry\n\n${'The ferry sails at nine. '.repeat(40_000)}`)

it('reads a large document while the event loop turns, as it reads a small one', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const prepared = await preparing().prepare(large)
  clearInterval(timer)
  expect(prepared).toEqual(prepareDocument(large))
  expect(turns).toBeGreaterThan(0)
})

it('refuses a large document with the same error', async () => {
  const tooMany = file('# A heading\n'.repeat(mostPassages + 1))
  await expect(preparing().prepare(tooMany)).rejects.toMatchObject({
    code: 'validation_failed',
    details: { field: 'content', actual: `${mostPassages + 1} passages` },
  })
})

it('bounds how many wait, and goes on with those that do', async () => {
  const { prepare } = preparing({ mostWaiting: 1 })
  const [first, second, third] = [prepare(large), prepare(large), prepare(large)]
  await expect(third).rejects.toMatchObject({ code: 'service_unavailable', retryAfterMs: 2_000 })
  expect((await first).hash).toBe((await second).hash)
})

it('loses with a thread that dies only the file that it read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'synthwright-thread-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const script = join(folder, 'dies.mjs')
  await writeFile(
    script,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ content }) =>
       content === 'poison' ? process.exit(1) : parentPort.postMessage({ read: { title: content, document: {} } }))`,
  )
  const { prepare } = preparing({ inlineBelow: 1, script: pathToFileURL(script) })
  const [poisoned, healthy] = await Promise.allSettled([prepare(file('poison')), prepare(file('healthy'))])
  expect(poisoned).toMatchObject({ status: 'rejected', reason: { code: 'internal' } })
  expect(healthy).toMatchObject({ status: 'fulfilled', value: { title: 'healthy' } })
})

it('refuses what waits when it stops', async () => {
  const { prepare, stop } = preparing()
  const asked = [prepare(large), prepare(large)].map((each) => each.catch((error: unknown) => error))
  await stop()
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ code: 'service_unavailable' })
})

it('stops quietly when the thread has just answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'synthwright-thread-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const script = join(folder, 'answers.mjs')
  const answered = join(folder, 'answered')
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ content }) => {
       parentPort.postMessage({ read: { title: content, document: {} } })
       writeFileSync(${JSON.stringify(answered)}, '')
     })`,
  )
  const { prepare, stop } = preparing({ inlineBelow: 1, script: pathToFileURL(script) })
  const asked = prepare(file('late')).catch((error: unknown) => error)
  // Nothing of the event loop runs between the answer and the end, so that it is heard after that.
  while (!existsSync(answered));
  await stop()
  expect(await asked).toMatchObject({ code: 'service_unavailable' })
})
