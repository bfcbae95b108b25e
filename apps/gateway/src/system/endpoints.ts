import { apiReadyRoute, docsRoute, healthRoute, liveRoute, openApiRoute, readyRoute } from '@synthwright/contracts'
import { docsPage, endpoint, type Endpoint } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import type { Health, HealthReport } from '@synthwright/service'

const assertOk = (report: HealthReport): void => {
  if (!report.ok) throw new AppError('service_unavailable', report.because)
}

/** @param openApi the description of everything, these included */
export const systemEndpoints = (health: Health, openApi: () => Record<string, unknown>): Endpoint[] => {
  let docs: ReturnType<typeof docsPage> | undefined
  return [
    endpoint(liveRoute, async () => {
      assertOk(health.live())
      return { status: 200, body: { status: 'ok' } }
    }),
    endpoint(readyRoute, async () => {
      assertOk(await health.ready())
      return { status: 200, body: { status: 'ready' } }
    }),
    endpoint(healthRoute, async () => {
      assertOk(health.live())
      return { status: 200, body: { status: 'healthy' } }
    }),
    endpoint(apiReadyRoute, async () => {
      assertOk(await health.ready())
      return { status: 200, body: { status: 'ready' } }
    }),
    endpoint(openApiRoute, async () => ({ status: 200, body: openApi() })),
    endpoint(docsRoute, async () => {
      docs ??= docsPage(openApi())
      return { status: 200, body: docs.page, headers: { 'content-security-policy': docs.policy } }
    }),
  ]
}
