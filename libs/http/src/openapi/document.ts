import type { AnyRoute } from '@synthwright/contracts'
import type { z } from 'zod'
import type { Surfaces } from '../surface-errors.ts'
import { createComponents } from './components.ts'
import { operation } from './operation.ts'

export interface ApiInfo {
  title: string
  version: string
  /** Markdown. */
  description?: string
  /** Schemas that keep their name in the description. */
  schemas?: Record<string, z.ZodType>
}

/** `/runs/:run_id` as OpenAPI writes it: `/runs/{run_id}`. */
const templated = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

/** The OpenAPI 3.1 description of routes; equal routes give the equal document. */
export const openApiDocument = (
  routes: readonly AnyRoute[],
  surfaces: Surfaces,
  { schemas = {}, ...info }: ApiInfo,
): Record<string, unknown> => {
  const components = createComponents(schemas)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes)
    (paths[templated(route.path)] ??= {})[route.method.toLowerCase()] = operation(
      route,
      surfaces[route.surface]!,
      components,
    )
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    tags: [...new Set(routes.flatMap(({ tags }) => tags))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key' } },
      headers: {
        RequestId: { description: 'The id of the request, as sent or drawn', schema: { type: 'string' } },
      },
      schemas: components.schemas(),
    },
  }
}
