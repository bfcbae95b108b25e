import { knowledgeRoutes, roleAtLeast, scopeGranted, type AnyRoute, type RouteAuth } from '@synthwright/contracts'
import { connectStore, type Store } from '@synthwright/persistence'
import { startSystem, type System } from '@synthwright/testing'
import { createIdentityRepository } from '../../../identity/identity.repository.ts'
import { buildWorld, type KnowledgeWorld, type Row } from './knowledge-world.ts'
import { nameOf, type Person } from './people.ts'
import { reads } from './rights.ts'
import { rules, type Case } from './rules.ts'

const atOnce = 8

const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const left = [...items]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item; item = left.shift()) await work(item)
    }),
  )
}

/** What scope and role alone decide, before anybody looks at what is asked for. */
const refusal = ({ auth }: AnyRoute, { credential, role }: Person): string | undefined => {
  const { scope, role: needed } = auth as RouteAuth
  const scopes = [credential === 'key that reads' ? ('api:read' as const) : ('api:write' as const)]
  if (!scopeGranted(scopes, scope)) return '403 insufficient_api_scope'
  return roleAtLeast(role, needed) ? undefined : '403 insufficient_org_role'
}

const wordsOf = (text: string, rows: readonly Row[]): string[] =>
  [...new Set(rows.filter(({ marker }) => text.includes(marker)).map(({ marker }) => marker))].sort()

/** Asks as somebody, and tells what was wrong with the answer. */
const mistakesOf = async (world: KnowledgeWorld, route: AnyRoute, given: Case, person: Person): Promise<string[]> => {
  const refused = refusal(route, person)
  const expected = given.status(person)
  const isAllowed = !refused && expected < 300
  if (isAllowed && given.isImpossibleFor?.(person)) return []
  const fresh = isAllowed && given.fresh ? await world.another(given.fresh) : undefined
  const { status, error, text } = await person.api.send(route, given.request(fresh))
  const mistakes: string[] = []
  const word = error?.error === 'insufficient_api_scope' ? error.error : error?.message
  if (refused && `${status} ${word}` !== refused) mistakes.push(`${status} ${word} instead of ${refused}`)
  if (!refused && status !== expected) mistakes.push(`${status} ${word ?? ''} instead of ${expected}`)
  const leaked = wordsOf(
    text,
    world.rows.filter((row) => !reads(person, row)),
  )
  if (leaked.length > 0) mistakes.push(`shows ${leaked.join(', ')}`)
  if (isAllowed && given.shows) {
    const wanted = given.shows(person)
    const missing = wanted.filter(({ marker }) => !text.includes(marker)).map(({ marker }) => marker)
    if (missing.length > 0) mistakes.push(`lacks ${missing.join(', ')}`)
  }
  return mistakes.map((mistake) => `${nameOf(person)}, ${given.about}: ${mistake}`)
}

/** Tests that everybody is answered as the rules say, on these routes. */
export const testAccess = (routes: readonly AnyRoute[]): void => {
  let system: System
  let store: Store
  let world: KnowledgeWorld

  beforeAll(async () => {
    system = await startSystem()
    store = await connectStore({ uri: system.store.uri, database: 'synthwright_gateway', production: false })
    world = await buildWorld(system, createIdentityRepository(store))
  }, 60_000)
  afterAll(async () => {
    await store?.close()
    await system?.stop()
  })

  describe('acceptance 62: who may do what, by role, credential, operation and resource', () => {
    it('knows every route of the knowledge base', () => {
      const served = knowledgeRoutes.map(({ operationId }) => operationId)
      expect(Object.keys(rules).sort()).toEqual([...served].sort())
    })

    it.each(routes.map((route) => [route.operationId, route] as const))(
      '%s',
      async (operationId, route) => {
        const mistakes: string[] = []
        const cases = rules[operationId as keyof typeof rules]!(world)
        const asked = cases.flatMap((given) => world.people.map((person) => ({ given, person })))
        await inTurns(asked, async ({ given, person }) => {
          mistakes.push(...(await mistakesOf(world, route, given, person)))
        })
        expect(mistakes).toEqual([])
        expect(asked.length).toBeGreaterThanOrEqual(world.people.length)
      },
      60_000,
    )
  })
}

/** Rows that are made and moved, and what is brought in, remembered and found: two files ask, since one takes long. */
const isWork = ({ path }: AnyRoute): boolean => /^\/api\/(projects|entities|tasks|epics)\b/.test(path)
export const workRoutes: readonly AnyRoute[] = knowledgeRoutes.filter(isWork)
export const otherRoutes: readonly AnyRoute[] = knowledgeRoutes.filter((route) => !isWork(route))
