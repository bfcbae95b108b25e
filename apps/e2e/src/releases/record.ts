import { brokerContracts, type BrokerContract } from '@synthwright/contracts'
import { startSystem } from '@synthwright/testing'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fastEngine } from '../runs/fast-engine.ts'
import { exercise } from './exercise.ts'
import { sampleOf } from './sample-of.ts'
import { shapeOf } from './shape-of.ts'
import { nameOf, startWireRecorder, type Recorded } from './wire-recorder.ts'

const releases = join(import.meta.dirname, '../../../../libs/contracts/releases')
const printRuns = join(import.meta.dirname, '../../../jobs/src/testing/print-runs.ts')
const observer = { user: 'observer', password: 'observer' }

const partsOf = (contract: BrokerContract) => {
  if (contract.type === 'call') return { request: contract.request, reply: contract.reply }
  if (contract.type === 'event') return { body: contract.body }
  return { input: contract.input, result: contract.result, facts: contract.facts }
}

/** What no message showed is made from its schema, as the release would have accepted it. */
const completed = (contract: BrokerContract, recorded: Recorded): Recorded => {
  const whole = { ...recorded }
  for (const [part, schema] of Object.entries(partsOf(contract))) {
    if (whole[part]?.length) continue
    const sample = sampleOf(schema)
    if (sample === undefined) throw new Error(`${nameOf(contract)}: no ${part} came, and none can be made; exercise it`)
    whole[part] = [sample]
    process.stdout.write(`${nameOf(contract)}: ${part} is made from its schema\n`)
  }
  return whole
}

const runDocuments = async (storeUri: string): Promise<unknown[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [printRuns, storeUri], { maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout) as unknown[]
}

const [release] = process.argv.slice(2)
if (!release || !/^v\d+$/.test(release)) throw new Error('Say which release: node apps/e2e/src/releases/record.ts v2')

const system = await startSystem({ env: fastEngine, faultProxies: true, brokerUsers: [observer] })
try {
  const recorder = await startWireRecorder(system.broker.url, observer)
  const documents = new Map<string, unknown>()
  const keepDocuments = async () => {
    for (const document of await runDocuments(system.store.uri)) documents.set(shapeOf(document), document)
  }
  await exercise(system, keepDocuments)
  await keepDocuments()

  const folder = join(releases, release)
  await mkdir(folder, { recursive: true })
  const files = new Map<string, unknown>([['run-documents', [...documents.values()]]])
  for (const contract of brokerContracts)
    files.set(nameOf(contract), completed(contract, recorder.records().get(nameOf(contract)) ?? {}))
  for (const [name, content] of files)
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(content, null, 1)}\n`)
  recorder.stop()
  process.stdout.write(
    `Recorded ${brokerContracts.length} contracts and ${documents.size} run documents in ${folder}.\n`,
  )
} finally {
  await system.stop()
}
