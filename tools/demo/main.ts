import { apiClient, startSystem } from '@synthwright/testing'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { say } from '../bootstrap/say.mjs'
import { root } from '../checks/run-node.ts'
import { settingsFrom } from '../dev/system-settings.ts'
import { runTool } from '../run-tool.ts'
import { draft, importAll } from './build-document.ts'
import { ownDocuments } from './own-documents.ts'
import { renderDocument } from './render-document.ts'
import { renderVerification } from './render-verification.ts'
import { Stopwatch } from './stopwatch.ts'

const goal = 'Document how Synthwright turns evidence into verified documents'
const resultFolder = '.data/demo'

const whereNext = `Where to look next
  ${resultFolder}/document.md  the document as Markdown, with the id of every source it cites
  ${resultFolder}/logs         what each service logged
  npm start               the same system, to stay: its API is described at /docs
  README.md               the same walk with curl`

await runTool(async (signal) => {
  const results = join(root, resultFolder)
  const logsDir = join(results, 'logs')
  await rm(results, { recursive: true, force: true })
  await mkdir(logsDir, { recursive: true })

  const watch = new Stopwatch()
  watch.note('preparation', Number(process.env['PREPARATION_MS'] ?? 0))
  const system = await watch.time(
    'start',
    'Starting broker, store and five services',
    () => startSystem({ ...settingsFrom(process.env), logsDir }),
    ({ url }) => `Broker, store and five services are up at ${url}`,
  )
  try {
    const api = apiClient(system.url, system.apiKey)
    const documents = await ownDocuments(root)
    const { projectId, paths } = await watch.time(
      'import',
      `Importing ${documents.length} documents of this repository`,
      () => importAll(api, documents, signal),
      () => `${documents.length} documents of this repository imported`,
    )
    const { artifact, verification } = await watch.time(
      'draft',
      'Drafting and verifying a document',
      () => draft(api, { goal, project: projectId }, signal),
      ({ engine }) => `Drafted and verified by the ${engine.provider} provider: ${goal}`,
    )
    await writeFile(join(results, 'document.md'), artifact.markdown)

    const width = Math.min(process.stdout.columns || 88, 100)
    const styled = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR']
    say(`\n${renderDocument(artifact.markdown, { width, styled, nameOf: (id) => paths.get(id) ?? id })}\n`)
    say(`${renderVerification(verification)}\n`)
    say(`Times         ${watch}\n`)
    say(whereNext)
    return verification.status === 'pass' ? 0 : 1
  } finally {
    await system.stop()
  }
})
