import * as contracts from '@synthwright/contracts'
import { createHttpApp, type Authenticate, type HttpApp } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import type { Health } from '@synthwright/service'
import { z } from 'zod'
import { artifactEndpoints } from './surfaces/artifacts/endpoints.ts'
import { envelopeErrors } from './surfaces/artifacts/render-error.ts'
import { knowledgeEndpoints } from './surfaces/knowledge/endpoints.ts'
import { runEndpoints } from './surfaces/runs/endpoints.ts'
import { systemEndpoints } from './system/endpoints.ts'

const isSchema = (entry: [string, unknown]): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType

const api = {
  title: 'Synthwright',
  version: '0.1.0',
  description:
    'Turns evidence into cited, verified documents.\n\n' +
    'Sign in with `Authorization: Bearer` and an API key. `X-Request-ID` is adopted or drawn, and always sent back.\n\n' +
    '`Idempotency-Key` is accepted and has no effect yet: a request that is sent twice is done twice.',
  schemas: Object.fromEntries(Object.entries<unknown>(contracts).filter(isSchema)),
}

interface AppParts {
  bus: Bus
  authenticate: Authenticate
  health: Health
  deadlineMs: number
}

/** Everything the gateway serves. */
export const createApp = ({ bus, authenticate, health, deadlineMs }: AppParts): HttpApp => {
  const app: HttpApp = createHttpApp({
    endpoints: [
      ...artifactEndpoints({ bus, deadlineMs }),
      ...knowledgeEndpoints(bus),
      ...runEndpoints(bus),
      ...systemEndpoints(health, () => app.openApi()),
    ],
    authenticate,
    surfaces: { artifacts: envelopeErrors, runs: envelopeErrors, system: envelopeErrors },
    api,
  })
  return app
}
