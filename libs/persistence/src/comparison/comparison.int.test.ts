import { connectSuite, type SuiteConnection } from '../suite/connect-suite.ts'
import { suiteServers } from '../suite/testing/suite-servers.ts'
import { commandOperations } from './commands.ts'
import { filterOperations } from './filters.ts'
import { outcomeOf, type Operation } from './operation.ts'
import { pipelineOperations } from './pipelines.ts'
import { readOperations } from './reads.ts'
import { updateOperations } from './updates.ts'

const groups: Readonly<Record<string, readonly Operation[]>> = {
  filters: filterOperations,
  reads: readOperations,
  updates: updateOperations,
  pipelines: pipelineOperations,
  commands: commandOperations,
}

// The same operations on every server there is. What is expected is what MongoDB documents, so that a difference between
// the two shows as a failure of one of them, also where there is no MongoDB.
for (const server of await suiteServers(process.env)) {
  if ('missing' in server) {
    it.skip(`${server.name}: ${server.missing}`, () => {})
    continue
  }
  describe(server.name, () => {
    let suite: SuiteConnection
    beforeAll(async () => void (suite = await connectSuite(server.uri)))
    afterAll(async () => {
      await suite.close()
      await server.stop()
    })
    describe.each(Object.entries(groups))('%s', (_, operations) => {
      it.each(operations.map((operation) => [operation.title, operation] as const))('%s', async (_, operation) => {
        expect(await outcomeOf(suite.database, operation)).toEqual(operation.expected)
      })
    })
  })
}
