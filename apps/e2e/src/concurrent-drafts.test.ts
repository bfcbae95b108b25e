import {
  createApiKeyRoute,
  createEntityRoute,
  createProjectRoute,
  draftRoute,
  signUpRoute,
  type DraftResponse,
} from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'

let system: System
beforeAll(async () => {
  system = await startSystem()
}, 60_000)
afterAll(() => system.stop())

interface Caller {
  api: ApiClient
  project: string
  own: string
  sourceId: string
}

const organizations = 5
const projectsOfEach = 10

/** A caller with a key for one project, whose only row says what no other row says. */
const caller = async (owner: ApiClient, at: number): Promise<Caller> => {
  const { id: project } = await owner.expect(createProjectRoute, { body: { name: `Quay ${at}` } })
  const own = `${7_000 + at} tonnes`
  const content = `The crane of the quay lifts ${own}. It was built for the harbour in ${1_900 + at}.`
  const entity = { name: 'The crane', entity_type: 'guide' as const, content, metadata: { project_id: project } }
  const { id: sourceId } = await owner.expect(createEntityRoute, { body: entity })
  const { api_key } = await owner.expect(createApiKeyRoute, { body: { name: `quay ${at}`, project_ids: [project] } })
  return { api: apiClient(system.url, api_key), project, own, sourceId }
}

const callersOf = async (organization: number): Promise<Caller[]> => {
  const account = { email: `owner-${organization}@example.org`, password: 'cranes-and-quays', name: 'Owner' }
  const { access_token } = await apiClient(system.url).expect(signUpRoute, { body: account })
  const owner = apiClient(system.url, access_token)
  const made: Caller[] = []
  for (let n = 0; n < projectsOfEach; n++) made.push(await caller(owner, organization * projectsOfEach + n))
  return made
}

it('acceptance 74: fifty drafts at once, of callers in five organisations, mix nothing', async () => {
  const callers = (await Promise.all(Array.from({ length: organizations }, (_, at) => callersOf(at)))).flat()
  const body = { goal: 'Document the crane of the quay' }
  const drafts = await Promise.all(
    callers.map(async ({ api }) => (await api.expect(draftRoute, { body })) as DraftResponse),
  )
  expect(drafts).toHaveLength(50)
  drafts.forEach(({ verification, artifact, source_packs }, at) => {
    const { own, sourceId } = callers[at]!
    expect(verification).toMatchObject({ status: 'pass', checked_sentence_count: 2 })
    expect(artifact.source_ids).toEqual([sourceId])
    expect(new Set(source_packs.flatMap(({ source_ids }) => source_ids))).toEqual(new Set([sourceId]))
    expect(artifact.markdown.match(/\d+ tonnes/g)).toEqual([own])
  })
  expect(new Set(drafts.map(({ run_id }) => run_id)).size).toBe(50)
}, 60_000)
