import { listProjects, planRun } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import { planned } from './testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from './testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway()
  owner = await seedMember(gateway.identity)
  gateway.services.on(planRun, () => planned())
  gateway.services.on(listProjects, () => ({ projects: [], total: 0 }))
})
afterAll(() => gateway.stop())

const plan = () => gateway.ask(owner.key, 'POST', '/api/synthesis/plan', { goal: 'g' })

it('without its store lets nobody in, says that it will pass, and goes on when it is back', async () => {
  await gateway.storeServer.kill()
  const { status, body, headers } = await plan()
  expect([status, body.error]).toEqual([503, 'unavailable'])
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await gateway.ask(null, 'POST', '/api/synthesis/plan', { goal: 'g' })).status).toBe(401)
  await gateway.storeServer.restart()
  await waitUntil(async () => (await plan()).status === 200)
})

it('without the broker starts nothing, says that it will pass, and goes on when it is back', async () => {
  await gateway.broker.kill()
  const { status, body } = await plan()
  expect([status, body.error]).toEqual([503, 'unavailable'])
  await gateway.broker.restart()
  await waitUntil(async () => (await plan()).status === 200)
})
