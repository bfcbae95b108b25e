import { Agent, request } from 'node:http'

export interface Reply {
  status: number
  /** Undefined when the answer had no body. */
  body: unknown
}

/** As little of a client as a measurement allows: JSON over connections that stay open. */
export interface HttpClient {
  send(method: string, path: string, body?: unknown): Promise<Reply>
  close(): void
}

export const httpClient = (url: string, apiKey: string): HttpClient => {
  const agent = new Agent({ keepAlive: true })
  const send = (method: string, path: string, body?: unknown) =>
    new Promise<Reply>((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const headers = {
        authorization: `Bearer ${apiKey}`,
        ...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
      }
      const sent = request(new URL(path, url), { method, headers, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject)
        response.once('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8')
          resolve({ status: response.statusCode!, body: answer ? (JSON.parse(answer) as unknown) : undefined })
        })
      })
      sent.once('error', reject).end(text)
    })
  return { send, close: () => agent.destroy() }
}

/** The body of an answer that has the status, else an error that shows the answer. */
export const expectStatus = async (client: HttpClient, method: string, path: string, body: unknown, status: number) => {
  const answer = await client.send(method, path, body)
  if (answer.status === status) return answer.body
  throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
}
