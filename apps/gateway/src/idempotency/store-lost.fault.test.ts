import { createProject } from '@synthwright/contracts'
import { systemScope } from '@synthwright/persistence'
import { waitUntil } from '@synthwright/testing'
import { project } from '../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../testing/start-gateway.ts'
import { keyRecords } from './key-record.schema.ts'

let gateway: TestGateway
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway({ leaseMs: 400 })
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())

it('an answer that cannot be stored is not sent, and its effect is found when the request comes again', async () => {
  const commands: string[] = []
  gateway.services.on(createProject, async ({ commandId }): Promise<never> => {
    commands.push(commandId)
    if (commands.length === 1) await gateway.storeServer.kill()
    return project as never
  })
  const create = () => gateway.ask(owner.key, 'POST', '/api/projects', { name: 'n' }, { 'idempotency-key': 'k' })

  const { status, body } = await create()
  expect([status, body.error]).toEqual([504, 'outcome_unknown'])
  expect(commands).toHaveLength(1)
  await gateway.storeServer.restart()
  const records = gateway.store.systemRepository(keyRecords, systemScope('test'))
  const [left] = await waitUntil(() => records.find({}).catch(() => undefined))
  expect(left).toMatchObject({ status: null, commandId: commands[0] })

  const again = await waitUntil(async () => {
    const answered = await create()
    return answered.status === 201 ? answered : undefined
  })
  expect(again.body).toEqual(project)
  expect(commands).toEqual([commands[0], commands[0]])
})
