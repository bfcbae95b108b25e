import { indexCases } from './index-cases.ts'
import { readingCases } from './reading-cases.ts'
import { suiteServers } from './testing/suite-servers.ts'
import { writingCases } from './writing-cases.ts'

for (const server of await suiteServers(process.env)) {
  if ('missing' in server) {
    it.skip(`${server.name}: ${server.missing}`, () => {})
    continue
  }
  describe(server.name, () => {
    afterAll(() => server.stop())
    describe('reads', () => readingCases(server.uri))
    describe('writes', () => writingCases(server.uri))
    describe('indexes', () => indexCases(server.uri))
  })
}
