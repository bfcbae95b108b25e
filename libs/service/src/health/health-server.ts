import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpListener } from '../service-options.ts'
import type { Health, HealthReport } from './health.ts'

const answer = (response: ServerResponse, status: number, body: object, head: boolean): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(head ? undefined : JSON.stringify(body))
}

/** The HTTP server of a service that has no other: two probes and nothing else. */
export const createHealthServer = (health: Health): Omit<HttpListener, 'drain'> => {
  const probes: Record<string, { ok: string; report: () => HealthReport | Promise<HealthReport> }> = {
    '/health/live': { ok: 'ok', report: () => health.live() },
    '/health/ready': { ok: 'ready', report: () => health.ready() },
  }
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const probe = probes[(request.url ?? '').split('?')[0]!]
    const head = request.method === 'HEAD'
    if (!probe || (request.method !== 'GET' && !head)) return answer(response, 404, { status: 'not found' }, head)
    const report = await probe.report()
    if (report.ok) return answer(response, 200, { status: probe.ok }, head)
    answer(response, 503, { status: 'failing', because: report.because }, head)
  }
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy())
  })
  server.requestTimeout = 5_000

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
