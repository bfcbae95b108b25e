import {
  artifactRoutes,
  defineRoute,
  Depth,
  EntityType,
  knowledgeRoutes,
  ListRunsQuery,
  Notice,
  PlanRequest,
  PlanResponse,
} from '@synthwright/contracts'
import { z } from 'zod'
import { docsPage } from '../docs-page/docs-page.ts'
import { strictRoute } from '../testing/sample-app.ts'
import type { SurfaceErrors } from '../surface-errors.ts'
import { openApiDocument } from './document.ts'

const ErrorBody = z.object({ code: z.string() })
const errors: SurfaceErrors = {
  body: ErrorBody,
  render: ({ kind }) => ({ status: kind === 'forbidden' ? 403 : kind === 'internal' ? 500 : 400, body: {} }),
}
const schemas = { PlanRequest, PlanResponse, Depth, EntityType, ListRunsQuery, Notice, ErrorBody }
const describeRoutes = (routes: Parameters<typeof openApiDocument>[0]) =>
  openApiDocument(routes, { artifacts: errors, system: errors }, { title: 'T <i>', version: '1', schemas }) as {
    paths: Record<string, Record<string, Record<string, never>>>
    components: { schemas: Record<string, Record<string, unknown>> }
  }

const references = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, member]) => (key === '$ref' ? [member as string] : references(member)))

const at = (document: unknown, ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce((value, key) => (value as Record<string, unknown>)[key], document)

describe('the description', () => {
  const document = describeRoutes([...artifactRoutes, ...knowledgeRoutes])

  it('has every route', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const declared = [...artifactRoutes, ...knowledgeRoutes].map(
      ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    )
    expect(described.toSorted()).toEqual(declared.toSorted())
  })

  it('has only references that lead somewhere, and no schema nobody refers to', () => {
    const refs = references(document)
    for (const ref of refs) expect(at(document, ref)).toBeDefined()
    expect(new Set(refs.filter((ref) => ref.includes('/schemas/')).map((ref) => ref.split('/').at(-1)))).toEqual(
      new Set(Object.keys(document.components.schemas)),
    )
  })

  it('describes a request as it is sent and a reply as it arrives', () => {
    const { PlanRequest: request, PlanResponse: reply } = document.components.schemas
    expect(request!['required']).toEqual(['goal'])
    expect(reply!['required']).toContain('outline')
    expect(reply).not.toHaveProperty('additionalProperties')
  })

  it('is the same each time', () => {
    expect(JSON.stringify(describeRoutes([...artifactRoutes, ...knowledgeRoutes]))).toBe(JSON.stringify(document))
  })
})

it('tells parameters, needs and every status', () => {
  const { post } = describeRoutes([strictRoute]).paths['/things/{id}']!
  expect(post).toMatchObject({
    operationId: 'strict',
    security: [{ bearer: [] }],
    description: expect.stringContaining('scope `api:read` and at least the role viewer; some bodies need more'),
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 10 } },
      { name: 'mode', in: 'query', required: false, schema: { enum: ['a', 'b'] } },
      { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } },
    ],
    requestBody: { required: true },
  })
  expect(Object.keys(post!['responses']!)).toEqual(['200', '204', '400', '403', '500'])
  expect(post!['responses']!['400']).toMatchObject({ description: expect.stringContaining('goal_required') })
})

it('refuses one name for two shapes', () => {
  const shape = z.object({ a: z.string().default('x') })
  const route = defineRoute({ ...strictRoute, body: z.object({ it: shape }), replies: { 200: shape } } as never)
  expect(() =>
    openApiDocument(
      [route],
      { artifacts: errors, system: errors },
      { title: 'T', version: '1', schemas: { Shape: shape } },
    ),
  ).toThrow(/Shape reads differently/)
})

it('becomes a page that escapes what it shows and loads nothing', () => {
  const { page, policy } = docsPage(describeRoutes([strictRoute, ...artifactRoutes]))
  expect(page).toContain('A thing &lt;b&gt;')
  expect(page).toContain('T &lt;i&gt;')
  expect(page).not.toMatch(/<script|src=|url\(|https?:/)
  expect(page).toContain('href="#schema-PlanRequest"')
  expect(page).toContain('id="schema-PlanRequest"')
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+={0,2}';/)
})
