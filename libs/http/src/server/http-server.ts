import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const limits = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  /** Longer than the idle time of common load balancers, so that theirs ends first. */
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5_000,
}

export interface HttpServer {
  /** @returns the port, for `port` 0 the one that was free */
  listen(port: number, host: string): Promise<number>
  /** Takes no new connection, lets what is under way end, and after `graceMs` cuts what is left. */
  close(graceMs: number): Promise<void>
}

/** @param pending answers under way; closing waits for them too, since a handler may outlive its connection */
export const createHttpServer = (listener: RequestListener, pending: ReadonlySet<Promise<void>>): HttpServer => {
  const server = createServer(limits, listener)
  let closing = false
  server.on('request', (_req, res) => {
    res.once('close', () => closing && setImmediate(() => server.closeIdleConnections()))
  })

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    close: async (graceMs) => {
      closing = true
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      await Promise.race([Promise.all(pending), new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
      clearTimeout(timer)
    },
  }
}
