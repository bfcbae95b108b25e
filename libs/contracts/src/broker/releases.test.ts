import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { brokerContracts, eventPattern, TaskMessage, type BrokerContract } from '../index.ts'

const folder = join(import.meta.dirname, '../../releases')

/** The oldest first. */
const releases = readdirSync(folder)
  .filter((name) => /^v\d+$/.test(name))
  .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))

/**
 * Subjects that are not understood any more, and why nothing is lost by it: any worker could ask for any other's tasks on
 * them. What an older worker sends there is not answered; its task waits for a worker of this release.
 */
const retired = ['call.jobs.claim.v1', 'call.jobs.heartbeat.v1', 'call.jobs.finish.v1']

type Recording = Record<string, Record<string, unknown>[]>
const messagesIn = (release: string) =>
  readdirSync(join(folder, release))
    .filter((file) => /^(call|task|event)\./.test(file))
    .filter((file) => !retired.includes(file.replace(/\.json$/, '')))
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      recording: JSON.parse(readFileSync(join(folder, release, file), 'utf8')) as Recording,
    }))

const nameOf = (contract: BrokerContract): string =>
  contract.type === 'event' ? eventPattern(contract).replaceAll('.*', '') : contract.subject
const contracts = new Map(brokerContracts.map((contract) => [nameOf(contract), contract]))

const schemaOf = (contract: BrokerContract, part: string): z.ZodType | undefined => {
  const schemas: Record<string, unknown> =
    contract.type === 'task' ? { ...contract, message: TaskMessage } : { ...contract }
  return schemas[part] as z.ZodType | undefined
}

describe.each(releases)('messages of release %s', (release) => {
  it.each(messagesIn(release))('$name are read as they were sent', ({ name, recording }) => {
    const contract = contracts.get(name)
    if (!contract) throw new Error(`${name} was sent by ${release} and is not understood any more`)
    for (const [part, bodies] of Object.entries(recording))
      for (const body of bodies) {
        const read = schemaOf(contract, part)!.parse(body)
        if (body === null) expect(read).toBeNull()
        else expect(read).toMatchObject(body)
      }
  })

  it.each(messagesIn(release))('$name may say more than this release knows', ({ name, recording }) => {
    for (const [part, bodies] of Object.entries(recording))
      for (const body of bodies.filter((of) => of !== null && typeof of === 'object' && !Array.isArray(of)))
        expect(schemaOf(contracts.get(name)!, part)!.safeParse({ ...body, sinceTheNextRelease: 1 }).success).toBe(true)
  })
})

it('knows a message of every contract', () => {
  const recorded = new Map(messagesIn(releases.at(-1)!).map(({ name, recording }) => [name, Object.keys(recording)]))
  const partsOf = { call: ['request', 'reply'], task: ['input', 'result', 'facts'], event: ['body'] }
  const missing = brokerContracts.flatMap((contract) =>
    partsOf[contract.type]
      .filter((part) => !recorded.get(nameOf(contract))?.includes(part))
      .map((part) => `${nameOf(contract)} ${part}`),
  )
  // To record them: npm run record -- <the newest release>
  expect(missing).toEqual([])
})

it('has no contract left on a retired subject', () => {
  expect(retired.filter((subject) => contracts.has(subject))).toEqual([])
})
